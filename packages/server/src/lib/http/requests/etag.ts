/**
 * Whether `If-None-Match` contains the entity tag of the answer. Weak and strong tags are equal
 * here, as RFC 9110 defines for this header.
 * @param etag with its quotes
 */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag)
}
