/** The tus 1.0 side of the API, in memory. */
export interface FakeUploads {
  /** The received uploads, by id. */
  readonly received: Map<string, { bytes: Uint8Array; length: number | undefined; metadata: string | null }>
  answer(request: Request, path: string): Promise<Response | undefined>
  /** The next PATCH keeps this many bytes, then breaks the connection. */
  breakAfter: number | undefined
}

export function createUploads(): FakeUploads {
  let count = 0
  const uploads: FakeUploads = { received: new Map(), answer, breakAfter: undefined }
  return uploads

  async function answer(request: Request, path: string): Promise<Response | undefined> {
    if (!path.startsWith('/v1/uploads')) return undefined
    if (request.headers.get('tus-resumable') !== '1.0.0')
      return new Response('tus 1.0.0 only', { status: 412 })
    if (request.method === 'POST') return begin(request)
    const upload = uploads.received.get(path.split('/').pop() as string)
    if (!upload) return new Response(null, { status: 404 })
    if (request.method === 'DELETE') {
      uploads.received.delete(path.split('/').pop() as string)
      return new Response(null, { status: 204 })
    }
    const offset = upload.bytes.byteLength
    if (request.method === 'HEAD') return new Response(null, { headers: { 'upload-offset': String(offset) } })
    if (Number(request.headers.get('upload-offset')) !== offset)
      return new Response('wrong offset', { status: 409 })
    const length = request.headers.get('upload-length')
    if (length) upload.length = Number(length)
    const part = new Uint8Array(await request.arrayBuffer())
    const kept = part.subarray(0, uploads.breakAfter ?? part.byteLength)
    upload.bytes = new Uint8Array(Buffer.concat([upload.bytes, kept]))
    if (uploads.breakAfter !== undefined) {
      uploads.breakAfter = undefined
      throw new TypeError('fetch failed', { cause: new Error('socket hang up') })
    }
    return new Response(null, { status: 204, headers: { 'upload-offset': String(upload.bytes.byteLength) } })
  }

  function begin(request: Request): Response {
    const id = `up_${++count}`
    const length = request.headers.get('upload-length')
    if (!length && request.headers.get('upload-defer-length') !== '1')
      return new Response(null, { status: 400 })
    uploads.received.set(id, {
      bytes: new Uint8Array(0),
      length: length ? Number(length) : undefined,
      metadata: request.headers.get('upload-metadata'),
    })
    return new Response(null, {
      status: 201,
      headers: { location: `http://inside.example/v1/uploads/${id}` },
    })
  }
}
