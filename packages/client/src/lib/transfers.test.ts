import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { type UploadProgress, VideoTranslationClient } from 'video-translation-client'
import { deleteUpload, uploadTo } from 'video-translation-client/upload'
import { setUp } from '../../test/support/set-up.ts'

const retry = { minDelayMs: 1, maxDelayMs: 2 }
const bytes = Uint8Array.from({ length: 3_000_000 }, (_, at) => (at * 7) % 251)
const url = '/v1/translations/tr_x/artifacts/es.mp4'

function addWithArtifact(api: ReturnType<typeof setUp>['api'], artifactUrl?: string): string {
  const artifact = { name: 'es.mp4', mediaType: 'video/mp4', url: artifactUrl }
  api.artifacts.files.set('es.mp4', bytes)
  return api.add({
    status: 'completed',
    targets: [{ language: 'es', status: 'completed', warnings: [], artifacts: [artifact] }],
  }).id
}

/** A server that sends the first bytes of a file, and then nothing. */
async function setUpSlow(options: ConstructorParameters<typeof VideoTranslationClient>[1] = {}) {
  const connection: { signal?: AbortSignal | null; count: number } = { count: 0 }
  const artifacts = [{ name: 'es.mp4', mediaType: 'video/mp4' }]
  const fetch = async (path: string | URL | Request, init?: RequestInit): Promise<Response> => {
    if (!String(path).includes('/artifacts/'))
      return Response.json({ id: 'tr_1', version: 1, status: 'completed', artifacts, targets: [] })
    connection.count++
    connection.signal = init?.signal ?? null
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(bytes.slice(0, 100)),
    })
    return new Response(body)
  }
  return {
    client: new VideoTranslationClient('https://translate.example.com', { fetch, ...options }),
    connection,
  }
}

describe('an upload', () => {
  it('goes on in another process where it was cut off, and begins anew where it is gone', async () => {
    const { api, client } = setUp({ retry: { limit: 0 } })
    const begun: string[] = []
    const stop = new AbortController()
    const first = uploadTo(client, new Blob([bytes]), {
      signal: stop.signal,
      onBegin: (id) => begun.push(id),
      onProgress: ({ sentBytes }) => sentBytes > 0 && stop.abort(new Error('the page is left')),
    })
    await expect(first).rejects.toThrow('the page is left')
    const progress: number[] = []
    const options = {
      resume: begun[0],
      onBegin: (id: string) => begun.push(id),
      onProgress: ({ sentBytes }: UploadProgress) => progress.push(sentBytes),
    }
    const id = await uploadTo(client, new Blob([bytes]), options)
    expect(begun).toEqual([id, id])
    expect(progress[0]).toBeGreaterThan(0)
    expect(Buffer.compare(api.uploads.received.get(id)?.bytes ?? new Uint8Array(), bytes)).toBe(0)
    expect(await uploadTo(client, new Blob([bytes]), options)).toBe(id)
    await deleteUpload(client, id)
    expect(api.uploads.received.size).toBe(0)
    expect(await uploadTo(client, new Blob([bytes]), options)).not.toBe(id)
  })

  it.each([
    ['a File', () => new File([bytes], 'tälk.mp4', { type: 'video/mp4' })],
    ['bytes', () => bytes],
    ['a stream', () => new Blob([bytes]).stream()],
  ])('sends %s and creates with it, telling how far it has got', async (_, source) => {
    const { api, client } = setUp({ retry })
    const progress: UploadProgress[] = []
    await client.create(
      { source: source(), name: 'talk.mp4', to: ['es'] },
      { onUpload: (it) => progress.push(it) },
    )
    const [[id, upload] = ['', undefined]] = [...api.uploads.received]
    expect(Buffer.compare(upload?.bytes ?? new Uint8Array(), bytes)).toBe(0)
    expect(upload?.length).toBe(bytes.byteLength)
    expect(upload?.metadata).toContain(`filename ${btoa('talk.mp4')}`)
    expect(api.bodies.at(-1)).toMatchObject({ source: { upload: id } })
    expect(progress[0]).toMatchObject({ sentBytes: 0 })
    expect(progress.at(-1)).toEqual({ sentBytes: bytes.byteLength, totalBytes: bytes.byteLength })
  })

  it.each([
    ['a Blob', () => new Blob([bytes])],
    ['a stream', () => new Blob([bytes]).stream()],
  ])('goes on with %s from where the server is after a part that broke', async (_, source) => {
    const { api, client } = setUp({ retry })
    api.uploads.breakAfter = 300_000
    const id = await uploadTo(client, source())
    expect(Buffer.compare(api.uploads.received.get(id)?.bytes ?? new Uint8Array(), bytes)).toBe(0)
    expect(api.requests.filter((request) => request.startsWith('HEAD'))).toHaveLength(1)
  })

  it('of nothing at all still makes an upload', async () => {
    const { api, client } = setUp({ retry })
    const id = await uploadTo(client, new Blob([]))
    expect(api.uploads.received.get(id)?.length).toBe(0)
  })

  it('stops at once on an abort', async () => {
    const { api, client } = setUp({ retry })
    const controller = new AbortController()
    const never = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => {}) })
    const uploading = client.create({ source: never, to: ['es'] }, { signal: controller.signal })
    const stopped = expect(uploading).rejects.toBe('enough')
    await vi.waitFor(() => expect(api.requests).toHaveLength(2), 60_000)
    controller.abort('enough')
    await stopped
    expect(api.requests).toEqual(['POST /v1/translations/validate', 'POST /v1/uploads'])
  })

  it('gives up when the server refuses it', async () => {
    const { api, client } = setUp({ retry })
    api.intercept = (request) =>
      request.method === 'PATCH' ? new Response('too large', { status: 413 }) : undefined
    await expect(uploadTo(client, new Blob([bytes]))).rejects.toMatchObject({ status: 413 })
    expect(api.uploads.received.size).toBe(0)
  })
})

describe('a create with a file', () => {
  const refusal = () => Response.json({ code: 'unsupported', detail: 'No translator.' }, { status: 422 })
  const file = { source: new Blob(['a talk']), from: 'en', to: ['xx'] }

  it('is refused before a byte is sent', async () => {
    const { api, client } = setUp({ retry })
    const checked: unknown[] = []
    api.intercept = async (request, path) => {
      if (!path.endsWith('/validate')) return undefined
      checked.push(await request.json())
      return refusal()
    }
    await expect(client.create(file)).rejects.toMatchObject({ status: 422, code: 'unsupported' })
    expect(api.requests).toEqual(['POST /v1/translations/validate'])
    expect(checked).toEqual([{ from: 'en', to: ['xx'] }])
  })

  it.each([404, 405])(
    'goes on with a server that answers %d, for it does not know the check',
    async (status) => {
      const { api, client } = setUp({ retry })
      api.intercept = (_, path) => (path.endsWith('/validate') ? new Response(null, { status }) : undefined)
      const { id } = await client.create(file)
      expect(id).toMatch(/^tr_/)
    },
  )

  it('that is refused all the same leaves no upload on the server', async () => {
    const { api, client } = setUp({ retry })
    api.intercept = ({ method }, path) =>
      method === 'POST' && path === '/v1/translations' ? refusal() : undefined
    await expect(client.create(file)).rejects.toMatchObject({ code: 'unsupported' })
    expect(api.uploads.received.size).toBe(0)
  })

  it('asks nothing of a server for a URL', async () => {
    const { api, client } = setUp({ retry })
    await client.create({ source: 'https://example.com/a.mp4', to: ['es'] })
    expect(api.requests).toEqual(['POST /v1/translations'])
  })
})

describe('a download', () => {
  it('comes whole, with what is known of it', async () => {
    const { api, client } = setUp({ retry, apiKey: 'secret' })
    const download = await client.download(addWithArtifact(api), 'es.mp4')
    expect(download).toMatchObject({ name: 'es.mp4', mediaType: 'video/mp4', bytes: bytes.byteLength })
    const blob = await download.blob()
    expect(blob.type).toBe('video/mp4')
    expect(Buffer.compare(new Uint8Array(await blob.arrayBuffer()), bytes)).toBe(0)
    expect(api.headers.at(-1)?.get('authorization')).toBe('Bearer secret')
  })

  it('goes on with Range where a connection broke', async () => {
    const { api, client } = setUp({ retry })
    const id = addWithArtifact(api)
    api.artifacts.breakAfter = [1_000_000, 500_000]
    const { stream } = await client.download(id, 'es.mp4')
    const received = new Uint8Array(await new Response(stream).arrayBuffer())
    expect(Buffer.compare(received, bytes)).toBe(0)
    expect(api.headers.map((headers) => headers.get('range'))).toEqual([
      null,
      null,
      'bytes=1000000-',
      'bytes=1500000-',
    ])
    expect(api.headers.at(-1)?.get('if-range')).toBe('"a1"')
  })

  it('goes on from a server that knows no Range', async () => {
    const { api, client } = setUp({ retry })
    const id = addWithArtifact(api)
    api.artifacts.breakAfter = [1_000_000]
    const { stream } = await client.download(id, 'es.mp4')
    api.intercept = (_, path) =>
      path.includes('/artifacts/') ? new Response(bytes, { headers: { etag: '"a1"' } }) : undefined
    expect(Buffer.compare(new Uint8Array(await new Response(stream).arrayBuffer()), bytes)).toBe(0)
  })

  it('asks for a fresh URL when the signed one has expired, and sends it no key', async () => {
    const { api, client } = setUp({ retry, apiKey: 'secret' })
    const id = addWithArtifact(api, `${url}?signature=old`)
    api.intercept = (request, path) => {
      const again = path.endsWith(id) && api.requests.length > 1
      if (again) api.change(id, { targets: fresh })
      return request.url.includes('old') ? new Response('expired', { status: 403 }) : undefined
    }
    const artifacts = [{ name: 'es.mp4', mediaType: 'video/mp4', url: `${url}?signature=fresh` }]
    const fresh = [{ language: 'es', status: 'completed' as const, warnings: [], artifacts }]
    expect((await (await client.download(id, 'es.mp4')).blob()).size).toBe(bytes.byteLength)
    expect(api.requests.at(-1)).toContain('signature=fresh')
    expect(api.headers.at(-1)?.has('authorization')).toBe(false)
  })

  it('ends with an error, not a short file, when it cannot go on', async () => {
    const { api, client } = setUp({ retry })
    const id = addWithArtifact(api)
    api.artifacts.breakAfter = [1_000_000]
    const { stream } = await client.download(id, 'es.mp4')
    api.intercept = () => {
      throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') })
    }
    await expect(new Response(stream).arrayBuffer()).rejects.toMatchObject({ code: 'connection_failed' })
  })

  it('stops on an abort with its reason', async () => {
    const { api, client } = setUp({ retry })
    const controller = new AbortController()
    const { stream } = await client.download(addWithArtifact(api), 'es.mp4', { signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(new Response(stream).arrayBuffer()).rejects.toThrow('enough')
  })

  it('ends its connection when the stream is canceled', async () => {
    const { client, connection } = await setUpSlow()
    const { stream } = await client.download('tr_1', 'es.mp4')
    const reader = stream.getReader()
    await reader.read()
    const pending = reader.read()
    await reader.cancel('enough')
    expect(await pending).toMatchObject({ done: true })
    await vi.waitFor(() => expect(connection.signal?.aborted).toBe(true), 60_000)
    expect(connection.count).toBe(1)
  })

  it('ends with the client, as all requests do', async () => {
    const { client } = await setUpSlow()
    const { stream } = await client.download('tr_1', 'es.mp4')
    const reader = stream.getReader()
    await reader.read()
    const pending = reader.read()
    client.close()
    await expect(pending).rejects.toMatchObject({ code: 'closed' })
  })

  it('waits for a reader that takes his time, but not for a server that says nothing more', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const { client, connection } = await setUpSlow({ timeoutMs: 30_000, retry: { limit: 0 } })
    const { stream } = await client.download('tr_1', 'es.mp4')
    const reader = stream.getReader()
    await vi.advanceTimersByTimeAsync(100_000)
    expect(connection.signal?.aborted).toBe(false)
    expect(await reader.read()).toMatchObject({ done: false })
    const silent = expect(reader.read()).rejects.toMatchObject({ code: 'request_timeout' })
    await vi.advanceTimersByTimeAsync(29_999)
    expect(connection.signal?.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await silent
    expect(connection.signal?.aborted).toBe(true)
  })

  it('names the artifacts there are when asked for another', async () => {
    const { api, client } = setUp({ retry })
    await expect(client.download(addWithArtifact(api), 'fr.mp4')).rejects.toThrow(
      /no artifact fr.mp4; it has es.mp4/,
    )
  })
})
