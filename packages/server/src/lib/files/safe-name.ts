import { extname } from 'node:path'

/** The last path segment without control characters. Undefined if nothing is left. */
export function safeName(name: string | undefined): string | undefined {
  const last = name?.split(/[\\/]/).at(-1) ?? ''
  // oxlint-disable-next-line no-control-regex -- the function removes them
  const clean = last.replace(/[\u0000-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g, '').trim()
  return clean === '' || /^\.+$/.test(clean) ? undefined : shortened(clean)
}

/** File name from the path of a URL. */
export function nameInUrl(url: URL): string | undefined {
  return safeName(decoded(url.pathname.split('/').at(-1) ?? ''))
}

/** Decodes percent encoding. A text with an invalid one stays unchanged. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Leaves room for a prefix within the 255 bytes of file systems. */
const MAX_BYTES = 200
const MAX_EXTENSION_BYTES = 20

/** Shortens before the extension, and never within a character. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= MAX_BYTES) return name
  const extension = extname(name)
  const kept = Buffer.byteLength(extension) <= MAX_EXTENSION_BYTES ? extension : ''
  return cutToBytes(name, MAX_BYTES - Buffer.byteLength(kept)) + kept
}

function cutToBytes(text: string, max: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(max))
  return text.slice(0, read)
}
