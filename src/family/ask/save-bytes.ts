/** Hands bytes to the browser as a download. */
export function saveBytes(bytes: Blob, name: string): void {
  const address = URL.createObjectURL(bytes)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // The browser has begun to read by then; the bytes must not stay reachable longer than needed.
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
