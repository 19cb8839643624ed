import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Preview, type Translation, VideoTranslationClient } from 'video-translation-client'
import { cueAudio, preview, sourceProxy } from 'video-translation-client/studio'
import { EngineError } from '../../engine-error.ts'
import type {
  Engine,
  PreviewRequest,
  ProxyRequest,
  SideContext,
  SideWork,
  Task,
  TaskContext,
} from '../../engines/engine.ts'
import { createSimulatedEngine } from '../../engines/simulated/engine.ts'
import { aborted } from '../../jobs/testing/worker-bench.ts'
import { createServer, type VideoTranslationServer } from '../../server.ts'
import { create, type Fetch, inProcess, postJson, untilFinal } from '../../../../test/support/test-server.ts'

let server: VideoTranslationServer
let dataDir: string
let ask: Fetch
let client: VideoTranslationClient
let id: string

/** What the engine was asked for, and when it may go on. */
const asked: PreviewRequest[] = []
const copied: ProxyRequest[] = []
let gate: Promise<void> | undefined
/** What the engine still does after its answer. */
let kept = Promise.resolve()

/** The simulated engine, whose previews a test can hold. */
function engines(): Engine[] {
  const simulated = createSimulatedEngine({ scenario: { durationMs: 20 } })
  const { sideWork, ...silent } = simulated
  if (!sideWork) throw new Error('The simulated engine has no side work.')
  const preview = async (request: PreviewRequest, context: SideContext) => {
    asked.push(request)
    await gate
    if (request.text === 'keep') context.afterwards(() => kept)
    if (request.text === 'break') throw new EngineError('synthesis_failed', 'The voice is hoarse.')
    return await sideWork.preview(request, context)
  }
  const run = async (task: Task, { files, scratch }: TaskContext) => {
    if (task.kind !== 'source') return {}
    await writeFile(join(scratch, 'a.mp4'), 'video')
    const key = await files.put(join(scratch, 'a.mp4'), 'a.mp4')
    const source = { name: 'a.mp4', key, mediaType: 'video/mp4', audioTrack: 2, playback: 'source' as const }
    return { artifacts: [source] }
  }
  const hold: SideWork['proxy'] = (request, { signal }) => {
    copied.push(request)
    return aborted(signal)
  }
  return [
    { ...simulated, sideWork: { ...sideWork, preview } },
    { ...silent, name: 'silent' },
    { ...silent, name: 'copies', run, sideWork: { ...sideWork, proxy: hold } },
  ]
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'previews-'))
  server = await createServer({
    dataDir,
    engines: engines(),
    logLevel: 'silent',
    apiKeys: [
      { name: 'ann', key: 'ann-0123456789abcdef' },
      { name: 'bob', key: 'bob-0123456789abcdef' },
      { name: 'root', key: 'root-0123456789abcdef', scope: 'admin' },
    ],
  })
  ask = inProcess(server, { authorization: 'Bearer ann-0123456789abcdef' })
  client = new VideoTranslationClient(server.url, { fetch: server.fetch, apiKey: 'ann-0123456789abcdef' })
  ;({ id } = await create(ask, { source: { url: 'https://example.com/a.mp4' }, from: 'en', to: ['es'] }))
  await untilFinal(ask, id)
})
afterAll(async () => {
  client.close()
  await server.close({ graceMs: 0 })
  await rm(dataDir, { recursive: true })
})
beforeEach(() => {
  asked.length = 0
  gate = undefined
})

function post(body: object, prefer?: string) {
  return ask(`/v1/translations/${id}/previews`, postJson(body, prefer ? { prefer } : {}))
}

describe('a preview', () => {
  it('is spoken and fitted to the time of its cue, and its clip needs no key', async () => {
    const before = (await (await ask(`/v1/translations/${id}`)).json()) as Translation
    const spoken = await preview(client, id, { target: 'es', cue: 'c2', text: 'Diez letras' })
    expect(spoken).toMatchObject({ target: 'es', cue: 'c2', text: 'Diez letras', status: 'completed' })
    expect(spoken.fit).toMatchObject({ slotSeconds: 3.5, dubSeconds: 0.66, overflowSeconds: 0 })
    const clip = await server.fetch(spoken.clip?.url ?? '', { headers: { range: 'bytes=0-3' } })
    expect([clip.status, clip.headers.get('content-type')]).toEqual([206, 'audio/wav'])
    expect(await clip.text()).toBe('RIFF')
    expect(await (await ask(`/v1/translations/${id}`)).json()).toMatchObject({ version: before.version })
  })

  it('without a cue takes its own time, in the voice that it names', async () => {
    const { fit, seconds } = await preview(client, id, { target: 'es', text: 'Hola', voice: 'ana' })
    expect([fit, seconds]).toEqual([undefined, 0.24])
    expect(asked).toMatchObject([{ language: 'es', text: 'Hola', voice: 'ana' }])
  })

  it('is answered at once without a wait, and found where it is said to be', async () => {
    let open = () => {}
    gate = new Promise((resolve) => (open = resolve))
    const response = await post({ target: 'es', text: 'Hola' })
    expect(response.status).toBe(202)
    open()
    const path = response.headers.get('location') ?? ''
    const spoken = await ask(path, { headers: { prefer: 'wait=10' } })
    expect(await spoken.json()).toMatchObject({ status: 'completed', clip: { mediaType: 'audio/wav' } })
  })

  it('is answered before its engine keeps it for later, which may fail', async () => {
    const { promise, reject } = Promise.withResolvers<void>()
    kept = promise
    expect(await preview(client, id, { target: 'es', text: 'keep' })).toMatchObject({ status: 'completed' })
    reject(new Error('The disk is gone.'))
    expect(await preview(client, id, { target: 'es', text: 'Hola' })).toMatchObject({ status: 'completed' })
  })

  it('that fails says why', async () => {
    const said = preview(client, id, { target: 'es', text: 'break' })
    await expect(said).rejects.toMatchObject({ code: 'synthesis_failed', message: 'The voice is hoarse.' })
    const nothing = preview(client, id, { target: 'es', text: '...' })
    await expect(nothing).rejects.toMatchObject({ code: 'nothing_to_speak' })
  })

  it.each([
    [{ target: 'fr', text: 'Bonjour' }, 400, 'invalid_request'],
    [{ target: 'es', text: 'Hola', cue: 'c99' }, 400, 'invalid_request'],
    [{ target: 'es', text: 'a'.repeat(501) }, 400, 'invalid_request'],
    [{ target: 'es' }, 400, 'invalid_request'],
  ])('%j is refused', async (body, status, code) => {
    const response = await post(body)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ code })
    expect(asked).toEqual([])
  })

  it('is of its owner alone, and goes with its translation', async () => {
    const { id: previewId } = await preview(client, id, { target: 'es', text: 'Hola' })
    const bob = inProcess(server, { authorization: 'Bearer bob-0123456789abcdef' })
    const path = `/v1/translations/${id}/previews`
    expect((await bob(path, postJson({ target: 'es', text: 'Hola' }))).status).toBe(404)
    expect((await bob(`${path}/${previewId}`)).status).toBe(404)
    expect((await bob(`/v1/translations/${id}/artifacts/${previewId}.wav`)).status).toBe(404)
    expect((await ask(`${path}/px_${id}`)).status).toBe(404)
  })

  it('waits for others of its owner only up to a limit', async () => {
    let open = () => {}
    gate = new Promise((resolve) => (open = resolve))
    const body = { target: 'es', text: 'Hola' }
    const answers = await Promise.all(Array.from({ length: 11 }, () => post(body)))
    const [made, refused] = [202, 429].map((code) => answers.filter(({ status }) => status === code))
    expect(made).toHaveLength(10)
    expect(await refused?.[0]?.json()).toMatchObject({ code: 'too_many_previews' })
    // Two are spoken at once.
    await vi.waitFor(() => expect(asked).toHaveLength(2), 60_000)
    open()
    const last = await ask(made?.[9]?.headers.get('location') ?? '', { headers: { prefer: 'wait=10' } })
    expect(((await last.json()) as Preview).status).toBe('completed')
  })

  it('is refused by an engine that speaks no single lines', async () => {
    const source = { url: 'https://example.com/a.mp4' }
    const other = await create(ask, { source, from: 'en', to: ['es'], engine: 'silent' })
    const said = preview(client, other.id, { target: 'es', text: 'Hola' })
    await expect(said).rejects.toMatchObject({ status: 422, code: 'not_supported' })
  })
})

it('the sound of a cue is the line as it is now', async () => {
  const { revision } = await client.cues(id)
  await client.editCues(id, { revision, edits: [{ op: 'set', cue: 'c3', target: 'es', text: 'Nueva' }] })
  const sound = await cueAudio(client, id, 'c3', { target: 'es' })
  expect(sound.type).toBe('audio/wav')
  expect(sound.size).toBeGreaterThan(4_000)
  expect(asked).toMatchObject([{ text: 'Nueva', slot: { start: 7 } }])
  const unknown = cueAudio(client, id, 'c99', { target: 'es' })
  await expect(unknown).rejects.toMatchObject({ status: 400 })
})

it('the sound of a cue is spoken once, and stays the same file until the cue changes', async () => {
  const path = `/v1/translations/${id}/cues/c1/audio?target=es`
  const first = await ask(path)
  const etag = first.headers.get('etag') ?? ''
  expect((await ask(path, { headers: { range: 'bytes=0-3', 'if-range': etag } })).status).toBe(206)
  expect((await ask(path, { headers: { 'if-none-match': etag } })).status).toBe(304)
  expect((await ask(path, { method: 'HEAD' })).headers.get('etag')).toBe(etag)
  expect(asked).toHaveLength(1)
  const { revision } = await client.cues(id)
  await client.editCues(id, { revision, edits: [{ op: 'set', cue: 'c1', target: 'es', text: 'Otra' }] })
  expect((await ask(path)).headers.get('etag')).not.toBe(etag)
  expect(asked).toMatchObject([{}, { text: 'Otra', options: {} }])
})

it('unfinished copies have a limit, and so have the bytes of an owner', async () => {
  const bob = inProcess(server, { authorization: 'Bearer bob-0123456789abcdef' })
  const source = { url: 'https://example.com/a.mp4' }
  const body = { source, from: 'en', to: ['es'], engine: 'copies' }
  const ids: string[] = []
  for (let count = 0; count < 6; count++) ids.push((await create(bob, body)).id)
  await Promise.all(ids.map((one) => untilFinal(bob, one)))
  const copies = await Promise.all(
    ids.slice(1).map((one) => bob(`/v1/translations/${one}/proxy`, { method: 'POST' })),
  )
  expect(copies.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202])
  await vi.waitFor(() => expect(copied[0]).toMatchObject({ audioTrack: 2 }), 60_000)
  const more = () => bob(`/v1/translations/${ids[0]}/proxy`, { method: 'POST' })
  expect(await (await more()).json()).toMatchObject({ status: 429, code: 'too_many_proxies' })
  const root = inProcess(server, { authorization: 'Bearer root-0123456789abcdef' })
  await root('/v1/limits', { ...postJson({ owner: 'bob', maxBytes: 0 }), method: 'PUT' })
  await bob(`/v1/translations/${ids[1]}`, { method: 'DELETE' })
  const full = { status: 403, code: 'stored_bytes_exceeded' }
  expect(await (await more()).json()).toMatchObject(full)
  const line = postJson({ target: 'es', text: 'Hola' })
  expect(await (await bob(`/v1/translations/${ids[0]}/previews`, line)).json()).toMatchObject(full)
})

it('a source that is not here has no small copy', async () => {
  await expect(sourceProxy(client, id)).rejects.toMatchObject({ status: 404, code: 'no_source' })
  expect((await ask(`/v1/translations/${id}/proxy`)).status).toBe(404)
})
