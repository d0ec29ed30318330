/**
 * A spoken message of at most three minutes, recorded in the page's memory. It is played through Web Audio and not by a media element: the server's
 * policy allows no media from anywhere, and that stays so.
 */
import type { Attachment } from '../../seal/payload.ts'

export const MOST_SECONDS = 180
/** Speech stays clear, and three minutes stay below one bucket of 1 MiB. */
const BITS_PER_SECOND = 32_000

type AudioType = Extract<Attachment['type'], `audio/${string}`>
const TYPES: readonly AudioType[] = ['audio/webm', 'audio/mp4', 'audio/ogg']

export interface Voice {
  recording: Blob
  type: AudioType
  seconds: number
}

/** `unsupported`: this browser cannot record. `policy`: the page may not. `refused`: the person or the phone said no. `no-device`: no microphone. */
export type VoiceProblem = 'unsupported' | 'policy' | 'refused' | 'no-device' | 'broken'

export class VoiceRefused extends Error {
  readonly problem: VoiceProblem

  constructor(problem: VoiceProblem) {
    super(problem)
    this.name = 'VoiceRefused'
    this.problem = problem
  }
}

export interface Recording {
  pause(): void
  resume(): void
  /** Ends it and gives what was said; the microphone is let go. */
  stop(): Promise<Voice>
  /** Ends it and forgets it. */
  drop(): void
  /** Seconds so far, pauses left out. */
  seconds(): number
  readonly paused: boolean
}

/** Whether the server's Permissions-Policy lets this page ask; true where a browser cannot say. */
function pageMayAsk(): boolean {
  const policy = (document as { featurePolicy?: { allowsFeature(name: string): boolean } }).featurePolicy
  return policy?.allowsFeature('microphone') ?? true
}

/** Asks for the microphone and begins. Throws `VoiceRefused`. `onlimit` is called after three minutes. */
export async function record(onlimit: () => void): Promise<Recording> {
  if (!navigator.mediaDevices?.getUserMedia || typeof MediaRecorder === 'undefined')
    throw new VoiceRefused('unsupported')
  if (!pageMayAsk()) throw new VoiceRefused('policy')
  const type = TYPES.find((each) => MediaRecorder.isTypeSupported(each))
  if (!type) throw new VoiceRefused('unsupported')
  let stream: MediaStream
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true })
  } catch (error) {
    const name = error instanceof DOMException ? error.name : ''
    throw new VoiceRefused(
      name === 'NotAllowedError' ? 'refused' : name === 'NotFoundError' ? 'no-device' : 'broken',
    )
  }
  const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: BITS_PER_SECOND })
  const parts: Blob[] = []
  let before = 0
  let since = performance.now()
  const seconds = () =>
    Math.min(MOST_SECONDS, (before + (recorder.state === 'recording' ? performance.now() - since : 0)) / 1000)
  const letGo = () => {
    clearInterval(watch)
    for (const track of stream.getTracks()) track.stop()
  }
  const watch = setInterval(() => {
    if (seconds() >= MOST_SECONDS) onlimit()
  }, 250)
  recorder.ondataavailable = ({ data }) => void (data.size > 0 && parts.push(data))
  recorder.start(1000)
  return {
    pause: () => {
      if (recorder.state !== 'recording') return
      before += performance.now() - since
      recorder.pause()
    },
    resume: () => {
      if (recorder.state !== 'paused') return
      since = performance.now()
      recorder.resume()
    },
    stop: async () => {
      const length = Math.max(1, Math.round(seconds()))
      if (recorder.state !== 'inactive')
        await new Promise((done) => {
          recorder.onstop = done
          recorder.stop()
        })
      letGo()
      return { recording: new Blob(parts, { type }), type, seconds: length }
    },
    drop: () => {
      recorder.ondataavailable = null
      if (recorder.state !== 'inactive') recorder.stop()
      letGo()
      parts.length = 0
    },
    seconds,
    get paused() {
      return recorder.state === 'paused'
    },
  }
}

/** Plays a recording; resolves when it ends. The returned function stops it. Throws when this browser cannot read its own recording. */
export async function play(voice: Voice, onend: () => void): Promise<() => void> {
  const audio = new AudioContext()
  try {
    const source = audio.createBufferSource()
    source.buffer = await audio.decodeAudioData(await voice.recording.arrayBuffer())
    source.connect(audio.destination)
    source.onended = () => {
      void audio.close()
      onend()
    }
    source.start()
    return () => source.stop()
  } catch (error) {
    void audio.close()
    throw error
  }
}
