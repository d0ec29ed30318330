/** The looks of the diary, as a style sheet of its own: the first page must not carry them. Resolves when they are there, or cannot be had. */
import address from './diary.css?url'

let begun: Promise<void> | null = null

export function looks(): Promise<void> {
  begun ??= new Promise((done) => {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.onload = () => done()
    link.onerror = () => {
      begun = null
      done()
    }
    link.href = address
    document.head.append(link)
  })
  return begun
}
