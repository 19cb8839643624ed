import Database from 'better-sqlite3'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CreatedKey, CueEdit, CuePage, CueTarget, ProblemDocument } from 'video-translation-client'
import { createSimulatedEngine } from '../../engines/simulated/engine.ts'
import { createServer, type VideoTranslationServer } from '../../server.ts'
import { create, type Fetch, inProcess, postJson, untilFinal } from '../../../../test/support/test-server.ts'

const ROOT = 'root-0123456789abcdef'

/** Asks with the key `laptop` of Ann. */
let ask: Fetch
let server: VideoTranslationServer
let dataDir: string

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'edit-history-'))
  const engines = [createSimulatedEngine({ scenario: { durationMs: 20 } })]
  const apiKeys = [{ name: 'root', key: ROOT, scope: 'admin' as const }]
  server = await createServer({ dataDir, engines, apiKeys, logLevel: 'silent' })
  const root = inProcess(server, { 'x-api-key': ROOT })
  const key = await root('/v1/keys', postJson({ name: 'laptop', owner: 'ann' }))
  ask = inProcess(server, { 'x-api-key': ((await key.json()) as CreatedKey).secret })
})
afterAll(async () => {
  await server.close({ graceMs: 0 })
  await rm(dataDir, { recursive: true })
})

async function completed(): Promise<string> {
  const { id } = await create(ask, { source: { url: 'https://example.com/a.mp4' }, from: 'en', to: ['es'] })
  await untilFinal(ask, id)
  return id
}

async function cuesOf(id: string): Promise<CuePage> {
  return (await (await ask(`/v1/translations/${id}/cues`)).json()) as CuePage
}

function edit(id: string, revision: number, edits: CueEdit[], headers: Record<string, string> = {}) {
  const request = postJson({ edits }, { 'if-match': `"c${revision}"`, ...headers })
  return ask(`/v1/translations/${id}/cues/edits`, request)
}

async function problemOf(response: Response): Promise<ProblemDocument> {
  return (await response.json()) as ProblemDocument
}

async function spanish(id: string, cue: string): Promise<CueTarget | undefined> {
  return (await cuesOf(id)).items.find((each) => each.id === cue)?.targets['es']
}

describe('the history of edits', () => {
  it('names the key of the person', async () => {
    const id = await completed()
    const { revision } = await cuesOf(id)
    await edit(id, revision, [{ op: 'set', cue: 'c1', target: 'es', text: 'Uno.' }])
    expect(await spanish(id, 'c1')).toMatchObject({ author: 'person', by: 'laptop' })
  })

  it('has one revert a request', async () => {
    const id = await completed()
    const { revision } = await cuesOf(id)
    await edit(id, revision, [{ op: 'set', cue: 'c1', text: 'One.' }])
    await edit(id, revision + 1, [{ op: 'set', cue: 'c2', text: 'Two.' }])
    const reverts = [revision + 2, revision + 1].map((each): CueEdit => ({ op: 'revert', revision: each }))
    const problem = await problemOf(await edit(id, revision + 2, reverts))
    expect(problem).toMatchObject({ status: 400, errors: [{ pointer: '/edits/1/op' }] })
  })

  it('takes back a translation that there was not before', async () => {
    const id = await completed()
    const { revision } = await cuesOf(id)
    await edit(id, revision, [{ op: 'insert', start: 25, end: 26, text: 'More.' }])
    await edit(id, revision + 1, [{ op: 'set', cue: 'c7', target: 'es', text: 'Más.' }])
    expect((await edit(id, revision + 2, [{ op: 'revert', revision: revision + 2 }])).status).toBe(200)
    expect(await spanish(id, 'c7')).toMatchObject({ text: null })
    await edit(id, revision + 3, [{ op: 'revert', revision: revision + 3 }])
    expect(await spanish(id, 'c7')).toMatchObject({ text: 'Más.', author: 'person' })
  })

  it('is read from its newest snapshot on', async () => {
    const id = await completed()
    const { revision } = await cuesOf(id)
    for (let each = 0; each < 12; each++) {
      const text = `${each} `.repeat(300).trim()
      const edits = ['c1', 'c2', 'c3', 'c4'].map((cue): CueEdit => ({ op: 'set', cue, text }))
      expect((await edit(id, revision + each, edits)).status).toBe(200)
    }
    // Without a snapshot after it, this change would be read, and fail.
    damageFirstRevision(id)
    expect((await cuesOf(id)).items[0]?.text).toMatch(/^11 11/)
  })

  it.each([
    ['revisions', 1, 10_000],
    ['bytes', 8_000_000, 2],
  ])('ends at so many %s, and can still be read', async (_, bytes, count) => {
    const id = await completed()
    const { revision } = await cuesOf(id)
    fillHistory(id, { after: revision, count, data: JSON.stringify({ 999: null }).padEnd(bytes) })
    const full = await edit(id, revision + count, [{ op: 'set', cue: 'c1', text: 'One.' }])
    expect(await problemOf(full)).toMatchObject({ status: 409, code: 'history_full' })
    expect((await cuesOf(id)).items).toHaveLength(6)
  })

  it('forgets the keys of requests that are long past', async () => {
    const id = await completed()
    const { revision } = await cuesOf(id)
    const change: CueEdit[] = [{ op: 'set', cue: 'c1', text: 'One.' }]
    await edit(id, revision, change, { 'idempotency-key': 'k' })
    fillHistory(id, { after: revision + 1, count: 100, data: '{}' })
    await edit(id, revision + 101, [{ op: 'set', cue: 'c1', text: 'Two.' }])
    expect((await edit(id, revision + 102, change, { 'idempotency-key': 'k' })).status).toBe(200)
  })
})

/** Writes revisions as people's edits do. */
function fillHistory(
  id: string,
  { after, count, data }: { after: number; count: number; data: string },
): void {
  const database = new Database(join(dataDir, 'translations.db'))
  try {
    database.exec('begin immediate')
    const revisions = database.prepare(
      "insert into cue_revisions values (?, ?, 0, 'person', 'ann', 7, null, null, null)",
    )
    const changes = database.prepare("insert into cue_changes values (?, ?, '', ?)")
    for (let revision = after + 1; revision <= after + count; revision++) {
      revisions.run(id, revision)
      changes.run(id, revision, data)
    }
    const size = database.prepare(
      'update cue_histories set edited_bytes = edited_bytes + ? where translation_id = ?',
    )
    size.run(count * data.length, id)
    database.exec('commit')
  } finally {
    database.close()
  }
}

function damageFirstRevision(id: string): void {
  const database = new Database(join(dataDir, 'translations.db'))
  database.prepare("update cue_changes set data = '{' where translation_id = ? and revision = 1").run(id)
  database.close()
}
