import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { recordingLogger } from '../../../../test/support/recording-logger.ts'
import {
  create, engineOf, inProcess, overSocket, postJson, startServer, startSlowServer, untilFinal, type Fetch,
} from '../../../../test/support/test-server.ts' // prettier-ignore

const TUS = { 'tus-resumable': '1.0.0' }
const NAME = { 'upload-metadata': `filename ${btoa('talk.mp4')}` }

async function begin(ask: Fetch, length: number, headers: Record<string, string> = {}): Promise<string> {
  const response = await ask('/v1/uploads', {
    method: 'POST',
    headers: { ...TUS, ...NAME, 'upload-length': String(length), ...headers },
  })
  expect(response.status).toBe(201)
  return new URL(response.headers.get('location') ?? '', 'http://x').pathname
}

function append(ask: Fetch, path: string, offset: number, body: BodyInit): Promise<Response> {
  const headers = {
    ...TUS,
    'content-type': 'application/offset+octet-stream',
    'upload-offset': String(offset),
  }
  return ask(path, { method: 'PATCH', headers, body })
}

const idOf = (path: string) => path.split('/').at(-1) ?? ''

describe('an upload', () => {
  it('that is larger than the limit of a source is refused by create', async () => {
    const ask = inProcess(await startServer({ limits: { sourceBytes: 9 } }))
    const path = await begin(ask, 10)
    await append(ask, path, 0, '0123456789')
    const created = await ask('/v1/translations', postJson({ source: { upload: idOf(path) }, to: ['es'] }))
    expect(await created.json()).toMatchObject({
      status: 422,
      code: 'source_too_large',
      errors: [{ pointer: '/source/upload' }],
    })
  })

  it('arrives in parts, reports its offset, and becomes a source', async () => {
    let seen = ''
    const engine = engineOf({
      async run(task) {
        if (task.kind === 'source' && 'file' in task.source) {
          seen = `${task.source.name}: ${await readFile(task.source.file, 'utf8')}`
        }
        return {}
      },
    })
    const server = await startServer({ engines: [engine] })
    for (const ask of [inProcess(server), await overSocket(server)]) {
      const path = await begin(ask, 10)
      expect((await append(ask, path, 0, '01234')).headers.get('upload-offset')).toBe('5')
      const early = await ask('/v1/translations', postJson({ source: { upload: idOf(path) }, to: ['es'] }))
      expect(await early.json()).toMatchObject({ status: 422, code: 'upload_incomplete' })
      const head = await ask(path, { method: 'HEAD', headers: TUS })
      expect([head.status, head.headers.get('upload-offset'), head.headers.get('upload-length')]).toEqual([
        200,
        '5',
        '10',
      ])
      expect((await append(ask, path, 5, '56789')).status).toBe(204)
      const { id, source } = await create(ask, { source: { upload: idOf(path) }, to: ['es'] })
      expect(source).toEqual({ upload: idOf(path), name: 'talk.mp4', bytes: 10 })
      expect((await untilFinal(ask, id)).status).toBe('completed')
      expect(seen).toBe('talk.mp4: 0123456789')
    }
  })

  it('can be sent with its creation, or without a declared length', async () => {
    const ask = inProcess(await startServer())
    const headers = { ...TUS, 'upload-length': '3', 'content-type': 'application/offset+octet-stream' }
    const whole = await ask('/v1/uploads', { method: 'POST', headers, body: 'abc' })
    expect([whole.status, whole.headers.get('upload-offset')]).toEqual([201, '3'])
    const deferred = await ask('/v1/uploads', {
      method: 'POST',
      headers: { ...TUS, 'upload-defer-length': '1' },
    })
    const path = new URL(deferred.headers.get('location') ?? '', 'http://x').pathname
    expect((await append(ask, path, 0, 'abcd')).status).toBe(204)
    const last = {
      ...TUS,
      'content-type': 'application/offset+octet-stream',
      'upload-offset': '4',
      'upload-length': '4',
    }
    expect((await ask(path, { method: 'PATCH', headers: last })).status).toBe(204)
    await create(ask, { source: { upload: idOf(path) }, to: ['es'] })
  })

  it('refuses a wrong offset, a body that is too large and a missing protocol version, each with a problem document', async () => {
    const ask = inProcess(await startServer({ limits: { uploadBytes: 100 } }))
    const path = await begin(ask, 10)
    const wrong = await append(ask, path, 3, 'x')
    expect(await wrong.json()).toMatchObject({ status: 409, code: 'upload_offset_conflict' })
    const large = await ask('/v1/uploads', { method: 'POST', headers: { ...TUS, 'upload-length': '101' } })
    const huge = { ...TUS, 'upload-length': '9007199254740991' }
    expect((await ask('/v1/uploads', { method: 'POST', headers: huge })).status).toBe(413)
    expect(await large.json()).toMatchObject({ status: 413, code: 'upload_too_large' })
    const bare = await ask('/v1/uploads', { method: 'POST', headers: { 'upload-length': '1' } })
    expect(await bare.json()).toMatchObject({ status: 412, code: 'tus_version_missing' })
    const typed = await ask(path, {
      method: 'PATCH',
      headers: { ...TUS, 'content-type': 'text/html' },
      body: 'x',
    })
    expect(await typed.json()).toMatchObject({ status: 415, code: 'unsupported_media_type' })
  })

  it('lists the capabilities of the protocol', async () => {
    const response = await inProcess(await startServer({ limits: { uploadBytes: 100 } }))('/v1/uploads', {
      method: 'OPTIONS',
    })
    expect(response.status).toBe(204)
    expect(response.headers.get('tus-extension')).toContain('creation-with-upload')
    expect(response.headers.get('tus-max-size')).toBe('100')
  })

  it('keeps the bytes that arrived when the sender disconnects', async () => {
    const server = await startServer()
    const ask = await overSocket(server)
    const path = await begin(ask, 1_000_000)
    const controller = new AbortController()
    let sent = 0
    const body = new ReadableStream<Uint8Array>({
      async pull(stream) {
        if (sent >= 500_000) return await new Promise(() => {})
        stream.enqueue(new Uint8Array(50_000))
        sent += 50_000
      },
    })
    const headers = { ...TUS, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }
    const init = { method: 'PATCH', headers, body, duplex: 'half', signal: controller.signal } as RequestInit
    const broken = ask(path, init).catch(() => undefined)
    const offset = async () =>
      Number((await ask(path, { method: 'HEAD', headers: TUS })).headers.get('upload-offset'))
    const file = join(server.dataDir, 'uploads', idOf(path))
    await expect.poll(async () => (await readFile(file)).length).toBe(500_000)
    controller.abort()
    await broken
    expect(await offset()).toBe(500_000)
    expect((await append(ask, path, 500_000, new Uint8Array(500_000))).status).toBe(204)
  })

  it('belongs to the key that created it', async () => {
    const keys = ['ann', 'bob'].map((name) => ({ name, key: `${name}-0123456789abcdef` }))
    const server = await startServer({ apiKeys: keys })
    const [ann, bob] = keys.map(({ key }) => inProcess(server, { 'x-api-key': key })) as [Fetch, Fetch]
    const path = await begin(ann, 3)
    await append(ann, path, 0, 'abc')
    expect((await bob(path, { method: 'HEAD', headers: TUS })).status).toBe(404)
    expect((await append(bob, path, 0, 'abc')).status).toBe(404)
    const stolen = await bob('/v1/translations', postJson({ source: { upload: idOf(path) }, to: ['es'] }))
    expect(await stolen.json()).toMatchObject({ code: 'upload_not_found' })
  })

  it('cannot be reached through the path of another upload', async () => {
    const keys = ['ann', 'bob'].map((name) => ({ name, key: `${name}-0123456789abcdef` }))
    const server = await startServer({ apiKeys: keys })
    const [ann, bob] = keys.map(({ key }) => inProcess(server, { 'x-api-key': key })) as [Fetch, Fetch]
    const [hers, his] = [await begin(ann, 3), await begin(bob, 3)]
    await append(bob, `${his}?/${idOf(hers)}`, 0, 'abc')
    expect((await bob(`${his}?/${idOf(hers)}`, { method: 'DELETE', headers: TUS })).status).toBe(204)
    const untouched = await ann(hers, { method: 'HEAD', headers: TUS })
    expect([untouched.status, untouched.headers.get('upload-offset')]).toEqual([200, '0'])
    expect((await bob(his, { method: 'HEAD', headers: TUS })).status).toBe(404)
  })

  it('can be removed while unused, and is removed with its translation', async () => {
    const server = await startSlowServer()
    const ask = inProcess(server)
    const uploads = () => readdir(join(server.dataDir, 'uploads'))
    const unused = await begin(ask, 3)
    expect((await ask(unused, { method: 'DELETE', headers: TUS })).status).toBe(204)
    const path = await begin(ask, 3)
    await append(ask, path, 0, 'abc')
    const { id } = await create(ask, { source: { upload: idOf(path) }, to: ['es'] })
    expect((await ask(path, { method: 'DELETE', headers: TUS })).status).toBe(409)
    await ask(`/v1/translations/${id}`, { method: 'DELETE' })
    expect(await uploads()).toEqual([])
  })

  it('stays usable when its removal is refused for a missing protocol version', async () => {
    const ask = inProcess(await startServer())
    const path = await begin(ask, 3)
    await append(ask, path, 0, 'abc')
    expect((await ask(path, { method: 'DELETE' })).status).toBe(412)
    await create(ask, { source: { upload: idOf(path) }, to: ['es'] })
  })

  it('cannot be concatenated, and the answer says so', async () => {
    const ask = inProcess(await startServer())
    const headers = { ...TUS, 'upload-length': '3', 'upload-concat': 'partial' }
    const response = await ask('/v1/uploads', { method: 'POST', headers })
    const problem = (await response.json()) as { detail: string }
    expect(problem).toMatchObject({ status: 501, code: 'upload_refused' })
    expect(problem.detail).toContain('oncatenation')
  })

  it('is either used or removed by a simultaneous create and DELETE', async () => {
    const ask = inProcess(await startServer())
    for (let round = 0; round < 40; round++) {
      const path = await begin(ask, 3)
      await append(ask, path, 0, 'abc')
      const creates = () => ask('/v1/translations', postJson({ source: { upload: idOf(path) }, to: ['es'] }))
      const removes = () => ask(path, { method: 'DELETE', headers: TUS })
      const answers = await Promise.all(round % 2 ? [creates(), removes()] : [removes(), creates()])
      const outcome = answers.map(({ status }) => status).sort()
      expect([
        [201, 409],
        [204, 422],
      ]).toContainEqual(outcome)
    }
  })

  it('is refused when the disk would be nearly full, with the cause in the log', async () => {
    const { logger, lines } = recordingLogger()
    const ask = inProcess(await startServer({ limits: { freeBytes: 2 ** 60 }, logger }))
    const response = await ask('/v1/uploads', { method: 'POST', headers: { ...TUS, 'upload-length': '1' } })
    const problem = (await response.json()) as { detail: string }
    expect(problem).toMatchObject({ status: 507, code: 'insufficient_storage' })
    expect(problem.detail).toContain("have the server's operator free space")
    expect(lines()).toContain('StorageFull')
  })

  it('is refused when the key has too many unused uploads, until one is used', async () => {
    const ask = inProcess(await startSlowServer({ limits: { openUploadsPerKey: 2 } }))
    const post = () => ask('/v1/uploads', { method: 'POST', headers: { ...TUS, 'upload-length': '3' } })
    const first = await begin(ask, 3)
    await begin(ask, 3)
    const third = await post()
    expect(await third.json()).toMatchObject({ status: 507, code: 'upload_quota_exceeded' })
    await append(ask, first, 0, 'abc')
    await create(ask, { source: { upload: idOf(first) }, to: ['es'] })
    const another = await begin(ask, 3)
    expect((await post()).status).toBe(507)
    expect((await ask(another, { method: 'DELETE', headers: TUS })).status).toBe(204)
    expect((await post()).status).toBe(201)
  })

  it('counts against its key with its declared length, or else with the bytes that have arrived', async () => {
    const limits = { uploadBytes: 100, openUploadBytesPerKey: 100 }
    const keys = ['ann', 'bob'].map((name) => ({ name, key: `${name}-0123456789abcdef` }))
    const server = await startServer({ limits, apiKeys: keys })
    const [ann, bob] = keys.map(({ key }) => inProcess(server, { 'x-api-key': key })) as [Fetch, Fetch]
    await begin(ann, 60)
    const headers = { ...TUS, 'upload-defer-length': '1' }
    const deferred = await ann('/v1/uploads', { method: 'POST', headers })
    const path = new URL(deferred.headers.get('location') ?? '', 'http://x').pathname
    expect((await append(ann, path, 0, 'x'.repeat(40))).status).toBe(204)
    const over = await append(ann, path, 40, 'x')
    expect(await over.json()).toMatchObject({ status: 507, code: 'upload_quota_exceeded' })
    const more = {
      'upload-offset': '40',
      'upload-length': '41',
      'content-type': 'application/offset+octet-stream',
    }
    const declared = await ann(path, { method: 'PATCH', headers: { ...TUS, ...more } })
    expect(await declared.json()).toMatchObject({ status: 507, code: 'upload_quota_exceeded' })
    await begin(bob, 100)
  })

  it('leaves nothing behind when its creation fails', async () => {
    const server = await startServer({ limits: { uploadBytes: 100, openUploadBytesPerKey: 100 } })
    const ask = inProcess(server)
    await begin(ask, 95)
    const headers = {
      ...TUS,
      'upload-defer-length': '1',
      'content-type': 'application/offset+octet-stream',
    }
    const response = await ask('/v1/uploads', { method: 'POST', headers, body: 'more than five' })
    expect(await response.json()).toMatchObject({ code: 'upload_quota_exceeded' })
    expect(await readdir(join(server.dataDir, 'uploads'))).toHaveLength(2)
  })

  it('reports a refusal in the middle of a body, and the connection stays open', async () => {
    const server = await startServer({ limits: { uploadBytes: 2 ** 26, openUploadBytesPerKey: 2 ** 26 } })
    const ask = await overSocket(server)
    await begin(ask, 56 * 2 ** 20)
    const headers = { ...TUS, 'upload-defer-length': '1' }
    const { pathname } = new URL(
      (await ask('/v1/uploads', { method: 'POST', headers })).headers.get('location') ?? '',
    )
    const piece = new Uint8Array(2 ** 20)
    let sent = 0
    const body = new ReadableStream<Uint8Array>({
      pull: (stream) => (sent++ < 600 ? stream.enqueue(piece) : stream.close()),
    })
    const type = { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }
    const init = { method: 'PATCH', headers: { ...TUS, ...type }, body, duplex: 'half' } as RequestInit
    const response = await ask(pathname, init)
    expect(await response.json()).toMatchObject({ status: 507, code: 'upload_quota_exceeded' })
    expect((await ask(pathname, { method: 'DELETE', headers: TUS })).status).toBe(204)
  })
})
