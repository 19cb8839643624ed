/**
 * Whether `If-None-Match` names the entity tag of what would be sent. Weak and strong tags are the same here, as
 * RFC 9110 has it for this header.
 * @param etag with its quotes
 */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag)
}
