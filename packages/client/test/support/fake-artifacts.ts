/** Artifacts with Range, ETag and signed URLs, in memory. */
export interface FakeArtifacts {
  readonly files: Map<string, Uint8Array>
  /** The only valid signature in a URL. */
  signature: string
  /** The next responses each break off after this many bytes. */
  breakAfter: number[]
  answer(request: Request, url: URL, rest: string): Response | undefined
}

export function createArtifacts(): FakeArtifacts {
  const artifacts: FakeArtifacts = { files: new Map(), signature: 'fresh', breakAfter: [], answer }
  return artifacts

  function answer(request: Request, url: URL, rest: string): Response | undefined {
    const [kind, name = ''] = rest.split('/')
    const file = artifacts.files.get(decodeURIComponent(name))
    if (kind !== 'artifacts' || !file) return undefined
    const signature = url.searchParams.get('signature')
    if (signature && signature !== artifacts.signature) return new Response('expired', { status: 403 })
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.get('range') ?? '')?.[1] ?? 0)
    const headers = {
      etag: '"a1"',
      'content-length': String(file.byteLength - from),
      'content-type': 'video/mp4',
    }
    const status = from > 0 ? 206 : 200
    return new Response(bodyOf(file.subarray(from), artifacts.breakAfter.shift()), { status, headers })
  }
}

function bodyOf(bytes: Uint8Array, breakAfter: number | undefined): ReadableStream<Uint8Array> {
  let sent = false
  return new ReadableStream({
    pull(controller) {
      if (sent && breakAfter !== undefined) return controller.error(new TypeError('terminated'))
      if (sent) return controller.close()
      sent = true
      controller.enqueue(bytes.slice(0, breakAfter))
    },
  })
}
