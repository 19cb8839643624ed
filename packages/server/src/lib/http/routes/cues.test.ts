import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type CueEdit,
  type CuePage,
  type Translation,
  VideoTranslationClient,
} from 'video-translation-client'
import { describeEditing } from '../../../../../client/test/support/editing-conformance.ts'
import type { Engine } from '../../engines/engine.ts'
import { createSimulatedEngine } from '../../engines/simulated/engine.ts'
import { createServer, type VideoTranslationServer } from '../../server.ts'
import { create, type Fetch, inProcess, postJson, untilFinal } from '../../../../test/support/test-server.ts'

let ask: Fetch
let server: VideoTranslationServer
let client: VideoTranslationClient
let dataDir: string
/** While it is pending, no task begins. */
let held: Promise<void> | undefined

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cues-'))
  const simulated = createSimulatedEngine({ scenario: { durationMs: 20 } })
  const run: Engine['run'] = async (task, context) => {
    await held
    return await simulated.run(task, context)
  }
  server = await createServer({ dataDir, engines: [{ ...simulated, run }], logLevel: 'silent' })
  ask = inProcess(server)
  client = new VideoTranslationClient(server.url, { fetch: server.fetch })
})
afterAll(async () => {
  client.close()
  await server.close({ graceMs: 0 })
  await rm(dataDir, { recursive: true })
})

// The native face of the simulator passes these, too.
describeEditing('the server', () => ({
  client,
  ask,
  hold() {
    const { promise, resolve } = Promise.withResolvers<void>()
    held = promise
    return resolve
  },
  slow: { source: 'https://example.com/a.mp4', options: { durationMs: 3_600_000 } },
}))

async function completed(): Promise<string> {
  const source = { url: 'https://example.com/a.mp4' }
  const { id } = await create(ask, { source, from: 'en', to: ['es', 'fr'] })
  await untilFinal(ask, id)
  return id
}

async function cuesOf(id: string): Promise<CuePage> {
  return (await (await ask(`/v1/translations/${id}/cues`)).json()) as CuePage
}

function edit(id: string, revision: number, edits: CueEdit[]) {
  const request = postJson({ edits }, { 'if-match': `"c${revision}"` })
  return ask(`/v1/translations/${id}/cues/edits`, request)
}

async function get(id: string): Promise<Translation> {
  return (await (await ask(`/v1/translations/${id}`)).json()) as Translation
}

function post(id: string, verb: string) {
  return ask(`/v1/translations/${id}/${verb}`, postJson({}))
}

const targetOf = ({ items }: CuePage, cue: string, language: string) =>
  items.find(({ id }) => id === cue)?.targets[language]

describe('reading cues', () => {
  it('shows each line with its texts, by whom, and how they fit', async () => {
    const id = await completed()
    const response = await ask(`/v1/translations/${id}/cues?target=es`)
    const page = (await response.json()) as CuePage
    expect(response.headers.get('etag')).toBe(`"c${page.revision}"`)
    expect(page).toMatchObject({ revision: 3, applied: { es: expect.any(Number) }, language: 'en' })
    expect(page.items).toHaveLength(6)
    expect(page.items[1]).toMatchObject({
      id: 'c2',
      start: 3.5,
      end: 6.5,
      targets: { es: { author: 'machine', approved: false, state: 'current', fit: { slotSeconds: 3.5 } } },
    })
    expect(Object.keys(page.items[1]?.targets ?? {})).toEqual(['es'])
  })
})

describe('editing cues', () => {
  it('marks the result as stale, and applying makes it current again', async () => {
    const id = await completed()
    const { revision } = await cuesOf(id)
    const edited = await edit(id, revision, [{ op: 'set', cue: 'c2', target: 'es', text: 'Hay varias.' }])
    expect(edited.status).toBe(200)
    expect(await edited.json()).toMatchObject({
      revision: revision + 1,
      changed: [{ id: 'c2', targets: { es: { text: 'Hay varias.', author: 'person', state: 'stale' } } }],
      removed: [],
    })
    const stale = await get(id)
    expect(stale).toMatchObject({ status: 'completed', stale: true, revision: 1, cueRevision: revision + 1 })
    expect(stale.targets.map((target) => target.stale ?? false)).toEqual([true, false])

    const begun = await post(id, 'apply')
    expect(begun.status).toBe(202)
    const open = (await begun.json()) as Translation
    expect(open).toMatchObject({ status: 'pending', revision: 2, progress: expect.any(Number) })
    expect(open.targets[0]?.artifacts.map(({ stale: isOld }) => isOld)).toEqual([true, true])
    expect(open.targets[1]).toMatchObject({ status: 'completed' })
    const done = await untilFinal(ask, id)
    expect(done).toMatchObject({ status: 'completed', revision: 2 })
    expect(done.stale).toBeUndefined()
    const page = await cuesOf(id)
    expect(targetOf(page, 'c2', 'es')).toMatchObject({ text: 'Hay varias.', state: 'current' })
    expect((await post(id, 'apply')).status).toBe(200)
  })
})
