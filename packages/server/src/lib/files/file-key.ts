/**
 * Name of a file in a `FileStore`: names joined by `/`, chosen by the server and never by a user.
 * Names of fields and variables that hold one end in `Key`.
 */
export type FileKey = string

/** S3 allows 1024 bytes, and the prefix of the bucket takes some of them. */
const MAX_BYTES = 900

/** Throws for a key that could leave the store, or collide with its temporary files. */
export function checkKey(key: FileKey): void {
  const segments = key.split('/')
  if (Buffer.byteLength(key) <= MAX_BYTES && segments.every(isSegment)) return
  throw new Error(
    `Not a valid file key: ${JSON.stringify(key.slice(0, 200))}. A key has at most ${MAX_BYTES} ` +
      'bytes and consists of names joined by "/". Each name has at most 200 bytes, does not begin with "." and contains no control character, "\\" or ":".',
  )
}

/** Like {@link checkKey}, for a prefix: a folder with its `/`, and maybe the start of a name. */
export function checkPrefix(prefix: string): void {
  checkKey(prefix.endsWith('/') ? prefix.slice(0, -1) : prefix)
}

function isSegment(segment: string): boolean {
  if (segment === '' || segment.startsWith('.') || Buffer.byteLength(segment) > 200) return false
  // oxlint-disable-next-line no-control-regex -- the function refuses control characters
  return !/[\u0000-\u001f\u007f\\:]/.test(segment) && segment.isWellFormed()
}
