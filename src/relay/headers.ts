/**
 * The headers that every answer carries, errors and refused requests included.
 *
 * The pages are public and keep what a person types in their own memory, so the aim is narrow: nothing from elsewhere
 * runs in them, nothing they load or link to learns where the person was, no other site can frame or read them.
 * Sources: CSP Level 3, Fetch (CORP), HTML (COOP), RFC 6797 (HSTS), W3C Permissions Policy.
 */

export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  // Recordings, opened in memory.
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Powers of a page that neither app uses; copying text to the clipboard is not among them, the apps need it. */
const DENIED_POWERS = [
  'accelerometer',
  'autoplay',
  'bluetooth',
  'browsing-topics',
  'camera',
  'clipboard-read',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'hid',
  'identity-credentials-get',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-create',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'storage-access',
  'sync-xhr',
  'usb',
  'web-share',
  'window-management',
  'xr-spatial-tracking',
] as const

export const STRICT_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': DENIED_POWERS.map((power) => `${power}=()`).join(', '),
}

/** All powers denied but these, which a page of ours may ask for itself. */
const allowing = (...powers: (typeof DENIED_POWERS)[number][]) =>
  DENIED_POWERS.map((power) => (powers.includes(power) ? `${power}=(self)` : `${power}=()`)).join(', ')

/** The page of the members' app may run wasm (Argon2id, ten times faster than without) ask a security key, and the camera for an invitation's code; nothing else more. */
export const TEAM_PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Permissions-Policy': allowing('camera', 'publickey-credentials-create', 'publickey-credentials-get'),
  'Content-Security-Policy': CONTENT_SECURITY_POLICY.replace(
    "script-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
  ),
}

/** The family's page may ask for the microphone: a request can be told instead of written. Nothing listens until the person taps. */
export const FAMILY_PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Permissions-Policy': allowing('microphone'),
}

/** Two years (RFC 6797). Sent only behind HTTPS: over plain HTTP browsers ignore it, and on localhost it would lock people out. */
export const HSTS = 'max-age=63072000; includeSubDomains'

/** A whole answer as bytes on the wire, for requests too broken to reach the app (RFC 9112, 431: RFC 6585). */
export function rawAnswer(status: number, reason: string, text: string): string {
  const headers = {
    ...STRICT_HEADERS,
    'Cache-Control': 'no-store',
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(text)),
    Connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return `HTTP/1.1 ${status} ${reason}\r\n${lines.join('\r\n')}\r\n\r\n${text}`
}
