import { extname } from 'node:path'

/** A name that somebody gave, as a file's name: its last path segment without control characters; undefined where nothing is left. */
export function safeName(name: string | undefined): string | undefined {
  const last = name?.split(/[\\/]/).at(-1) ?? ''
  // oxlint-disable-next-line no-control-regex -- these are what must not get through
  const clean = last.replace(/[\u0000-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g, '').trim()
  return clean === '' || /^\.+$/.test(clean) ? undefined : shortened(clean)
}

/** The file's name in a URL, as a first guess. */
export function nameInUrl(url: URL): string | undefined {
  return safeName(decoded(url.pathname.split('/').at(-1) ?? ''))
}

/** Percent signs that encode nothing are left as they are. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Room for what is put before a name, in the 255 bytes that file systems allow. */
const MOST_BYTES = 200
const LONGEST_ENDING_BYTES = 20

/** Cuts before the ending, which tells the kind of file, and never within a character. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= MOST_BYTES) return name
  const ending = extname(name)
  const kept = Buffer.byteLength(ending) <= LONGEST_ENDING_BYTES ? ending : ''
  return cutToBytes(name, MOST_BYTES - Buffer.byteLength(kept)) + kept
}

function cutToBytes(text: string, most: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(most))
  return text.slice(0, read)
}
