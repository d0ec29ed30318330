/**
 * The looks of a part, as a style sheet of its own: the first page must not carry them. Resolves when they are there, or cannot be had: a plain page
 * still helps.
 */
const begun = new Map<string, Promise<void>>()

export function fetchStyle(address: string): Promise<void> {
  const known = begun.get(address)
  if (known) return known
  const made = new Promise<void>((done) => {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.onload = () => done()
    link.onerror = () => {
      begun.delete(address)
      done()
    }
    link.href = address
    document.head.append(link)
  })
  begun.set(address, made)
  return made
}
