/** Russian read aloud by a voice of this phone. Voices that send the text elsewhere are never used. */

const speech = (): SpeechSynthesis | null => (typeof speechSynthesis === 'undefined' ? null : speechSynthesis)

const russian = (): SpeechSynthesisVoice | null =>
  speech()
    ?.getVoices()
    .find(({ lang, localService }) => localService === true && /^ru\b/i.test(lang)) ?? null

/** Whether there is a voice. Voices may come late. */
export const sound = $state({ voice: false, speaking: false })

let watched = false
export function watchVoices(): void {
  if (watched) return
  watched = true
  const look = () => {
    sound.voice = russian() !== null
  }
  look()
  speech()?.addEventListener?.('voiceschanged', look)
}

/** Reads aloud, a little slowly. What was being read stops. */
export function say(text: string): void {
  const voice = russian()
  const engine = speech()
  if (!voice || !engine) return
  engine.cancel()
  const words = new SpeechSynthesisUtterance(text)
  words.voice = voice
  words.lang = voice.lang
  words.rate = 0.85
  words.onend = words.onerror = () => {
    sound.speaking = false
  }
  sound.speaking = true
  engine.speak(words)
}

export function hush(): void {
  speech()?.cancel()
  sound.speaking = false
}
