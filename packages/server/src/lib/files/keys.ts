/** Rejects a key that could name anything outside its store, or collide with the store's own temporary files. */
export function checkKey(key: string): void {
  const segments = key.split('/')
  if (key.length <= 1000 && segments.every(isSegment)) return
  throw new Error(
    `Not a valid file key: ${JSON.stringify(key.slice(0, 200))}. A key is names joined by "/", each at most 200 bytes, ` +
      'none beginning with "." or holding a control character, "\\" or ":".',
  )
}

/** As {@link checkKey}, for the beginning of keys: a folder with its `/`, or that and the beginning of a name. */
export function checkPrefix(prefix: string): void {
  checkKey(prefix.endsWith('/') ? prefix.slice(0, -1) : prefix)
}

function isSegment(segment: string): boolean {
  if (segment === '' || segment.startsWith('.') || Buffer.byteLength(segment) > 200) return false
  // oxlint-disable-next-line no-control-regex -- a control character in a file name is what this is here to refuse
  return !/[\u0000-\u001f\u007f\\:]/.test(segment) && segment.isWellFormed()
}
