/** Answers with bytes, or with the part of them that a `Range` header asks for. */
export function sendBytes(
  bytes: Uint8Array<ArrayBuffer>,
  mediaType: string,
  range: string | null = null,
): Response {
  const size = bytes.byteLength
  const headers = { 'content-type': mediaType, 'accept-ranges': 'bytes' }
  const part = readRange(range, size)
  if (!part) return new Response(bytes, { headers: { ...headers, 'content-length': String(size) } })
  const { first, last } = part
  if (first >= size || last < first)
    return new Response(null, { status: 416, headers: { 'content-range': `bytes */${size}` } })
  const content = bytes.slice(first, last + 1)
  return new Response(content, {
    status: 206,
    headers: {
      ...headers,
      'content-length': String(content.byteLength),
      'content-range': `bytes ${first}-${last}/${size}`,
    },
  })
}

/** Reads one range. Several at once are answered with the whole, as HTTP allows. */
function readRange(range: string | null, size: number): { first: number; last: number } | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(range?.trim() ?? '') ?? []
  if (from === undefined || to === undefined || from + to === '') return undefined
  if (from === '') return { first: Math.max(0, size - Number(to)), last: size - 1 }
  return { first: Number(from), last: Math.min(to === '' ? Infinity : Number(to), size - 1) }
}
