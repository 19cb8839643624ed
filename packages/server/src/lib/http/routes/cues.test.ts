import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Cue,
  type CueEdit,
  type CuePage,
  type ProblemDocument,
  type Translation,
  VideoTranslationClient,
} from 'video-translation-client'
import { createSimulatedEngine } from '../../engines/simulated/engine.ts'
import { createServer, type VideoTranslationServer } from '../../server.ts'
import { create, type Fetch, inProcess, postJson, untilFinal } from '../../../../test/support/test-server.ts'

let ask: Fetch
let server: VideoTranslationServer
let dataDir: string

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cues-'))
  const engines = [createSimulatedEngine({ scenario: { durationMs: 20 } })]
  server = await createServer({ dataDir, engines, logLevel: 'silent' })
  ask = inProcess(server)
})
afterAll(async () => {
  await server.close({ graceMs: 0 })
  await rm(dataDir, { recursive: true })
})

async function completed(to = ['es', 'fr'], more: object = {}): Promise<string> {
  const { id } = await create(ask, { source: { url: 'https://example.com/a.mp4' }, from: 'en', to, ...more })
  await untilFinal(ask, id)
  return id
}

async function cuesOf(id: string, query = ''): Promise<CuePage> {
  return (await (await ask(`/v1/translations/${id}/cues${query}`)).json()) as CuePage
}

function edit(id: string, revision: number, edits: CueEdit[], headers: Record<string, string> = {}) {
  const request = postJson({ edits }, { 'if-match': `"c${revision}"`, ...headers })
  return ask(`/v1/translations/${id}/cues/edits`, request)
}

async function get(id: string): Promise<Translation> {
  return (await (await ask(`/v1/translations/${id}`)).json()) as Translation
}

function post(id: string, verb: string, body: object = {}) {
  return ask(`/v1/translations/${id}/${verb}`, postJson(body))
}

async function problemOf(response: Response): Promise<ProblemDocument> {
  return (await response.json()) as ProblemDocument
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

  it('pages stay at their revision while others edit', async () => {
    const id = await completed(['es'])
    const first = await cuesOf(id, '?limit=4')
    await edit(id, first.revision, [{ op: 'delete', cue: 'c1' }])
    const second = await cuesOf(id, `?limit=4&cursor=${first.nextCursor}`)
    expect(second.revision).toBe(first.revision)
    expect([...first.items, ...second.items].map((cue) => cue.id)).toEqual([
      'c1',
      'c2',
      'c3',
      'c4',
      'c5',
      'c6',
    ])
    expect((await ask(`/v1/translations/${id}/cues?cursor=99.0`)).status).toBe(410)
    expect((await ask(`/v1/translations/${id}/cues?cursor=x`)).status).toBe(400)
  })

  it('gives subtitles by suffix and by Accept', async () => {
    const id = await completed(['es'])
    const srt = await ask(`/v1/translations/${id}/cues.srt?target=es`)
    expect(srt.headers.get('content-type')).toContain('application/x-subrip')
    expect(await srt.text()).toContain('2\n00:00:03,500 --> 00:00:06,500\n[es] There are several')
    const vtt = await ask(`/v1/translations/${id}/cues`, { headers: { accept: 'text/vtt' } })
    expect(await vtt.text()).toContain('c2\n00:00:03.500 --> 00:00:06.500\nThere are several')
    expect((await ask(`/v1/translations/${id}/cues.srt?target=xx`)).status).toBe(400)
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
    expect(open.targets[0]?.artifacts.map(({ stale: isOld }) => isOld)).toEqual([true])
    expect(open.targets[1]).toMatchObject({ status: 'completed' })
    const done = await untilFinal(ask, id)
    expect(done).toMatchObject({ status: 'completed', revision: 2 })
    expect(done.stale).toBeUndefined()
    const page = await cuesOf(id)
    expect(targetOf(page, 'c2', 'es')).toMatchObject({ text: 'Hay varias.', state: 'current' })
    expect((await post(id, 'apply')).status).toBe(200)
  })

  it('an edited source line is translated again, except where a person has written', async () => {
    const id = await completed()
    const { revision } = await cuesOf(id)
    await edit(id, revision, [
      { op: 'set', cue: 'c2', target: 'fr', text: 'À moi.' },
      { op: 'set', cue: 'c2', text: 'Another line.' },
    ])
    expect(await (await post(id, 'apply')).json()).toMatchObject({ status: 'pending' })
    await untilFinal(ask, id)
    const page = await cuesOf(id)
    expect(targetOf(page, 'c2', 'es')).toMatchObject({ text: '[es] Another line.', author: 'machine' })
    expect(targetOf(page, 'c2', 'fr')).toMatchObject({ text: 'À moi.', author: 'person', state: 'current' })
  })

  it('needs the revision, and says what has changed since an older one', async () => {
    const id = await completed(['es'])
    const { revision } = await cuesOf(id)
    const without = await post(id, 'cues/edits', { edits: [{ op: 'delete', cue: 'c1' }] })
    expect(without.status).toBe(428)
    await edit(id, revision, [
      { op: 'set', cue: 'c3', text: 'Mine.' },
      { op: 'delete', cue: 'c6' },
    ])
    const late = await edit(id, revision, [{ op: 'set', cue: 'c3', text: 'Theirs.' }])
    expect(late.status).toBe(412)
    const problem = await problemOf(late)
    expect(problem).toMatchObject({ code: 'outdated', revision: revision + 1, removed: ['c6'] })
    expect(problem.changed?.map(({ id: cue, text }: Cue) => [cue, text])).toEqual([['c3', 'Mine.']])
  })

  it('a repeat of a key gets its old answer, even where the revision has moved', async () => {
    const id = await completed(['es'])
    const { revision } = await cuesOf(id)
    const key = { 'idempotency-key': 'k1' }
    const change: CueEdit[] = [{ op: 'set', cue: 'c1', text: 'One.' }]
    const first = await (await edit(id, revision, change, key)).json()
    await edit(id, revision + 1, [{ op: 'set', cue: 'c1', text: 'Two.' }])
    const again = await edit(id, revision, change, key)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(await again.json()).toEqual(first)
    const other = await edit(id, revision + 2, [{ op: 'delete', cue: 'c1' }], key)
    expect(await problemOf(other)).toMatchObject({ status: 422, code: 'idempotency_key_reused' })
  })

  it.each<[string, CueEdit, object]>([
    ['overlap', { op: 'set', cue: 'c2', end: 8 }, { rule: 'overlap', cue: 'c2' }],
    ['empty', { op: 'set', cue: 'c2', text: ' ' }, { rule: 'empty', cue: 'c2' }],
    ['unknown', { op: 'delete', cue: 'c99' }, { rule: 'unknown', cue: 'c99' }],
    ['unknown target', { op: 'set', cue: 'c2', target: 'xx', text: 'x' }, { rule: 'unknown', cue: 'c2' }],
    ['outside', { op: 'split', cue: 'c2', at: 60 }, { rule: 'outside', cue: 'c2' }],
  ])('refuses all edits where one breaks a rule: %s', async (_, wrong, expected) => {
    const id = await completed(['es'])
    const { revision } = await cuesOf(id)
    const refused = await edit(id, revision, [{ op: 'set', cue: 'c1', text: 'Kept out.' }, wrong])
    const problem = await problemOf(refused)
    expect(problem).toMatchObject({ status: 422, code: 'edit_refused', ...expected })
    expect(problem.errors?.[0]?.pointer).toMatch(/^\/edits\/1/)
    expect(await cuesOf(id)).toMatchObject({ revision })
  })

  it('names members that an edit lacks or does not have', async () => {
    const id = await completed(['es'])
    const wrong = [
      { op: 'split', cue: 'c1' },
      { op: 'delete', cue: 'c1', text: 'x' },
    ] as never
    const problem = await problemOf(await edit(id, 2, wrong))
    expect(problem.status).toBe(400)
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(['/edits/0/at', '/edits/1/text'])
  })

  it('takes a revision back, unless its cues were changed again', async () => {
    const id = await completed(['es'])
    const before = await cuesOf(id)
    const { revision } = before
    await edit(id, revision, [{ op: 'merge', cues: ['c1', 'c2'] }])
    await edit(id, revision + 1, [{ op: 'set', cue: 'c5', text: 'Something else.' }])
    expect((await edit(id, revision + 2, [{ op: 'revert', revision: revision + 1 }])).status).toBe(200)
    const after = await cuesOf(id)
    expect(after.items.slice(0, 4)).toEqual(before.items.slice(0, 4))
    await edit(id, revision + 3, [{ op: 'set', cue: 'c5', text: 'Third.' }])
    const conflict = await edit(id, revision + 4, [{ op: 'revert', revision: revision + 2 }])
    expect(await problemOf(conflict)).toMatchObject({ status: 409, rule: 'conflict', cue: 'c5' })
  })
})

describe('going on after the end', () => {
  it('adds a target, which also has what was edited', async () => {
    const id = await completed(['es'])
    const { revision } = await cuesOf(id)
    await edit(id, revision, [{ op: 'set', cue: 'c1', text: 'Edited.' }])
    const added = await post(id, 'targets', { to: ['fr'] })
    expect(added.status).toBe(202)
    const done = await untilFinal(ask, id)
    expect(done).toMatchObject({ status: 'completed', revision: 2, stale: true })
    expect(done.targets.map(({ language }) => language)).toEqual(['es', 'fr'])
    expect(targetOf(await cuesOf(id), 'c1', 'fr')).toMatchObject({ text: '[fr] Edited.', state: 'current' })
    const history = (await (await ask(`/v1/translations/${id}/events`)).json()) as { items: object[] }
    expect(history.items.at(-1)).toMatchObject({ type: 'completed', revision: 2 })
  })

  it('tries again what was canceled', async () => {
    const { id } = await create(ask, {
      source: { url: 'https://example.com/a.mp4' },
      to: ['es'],
      options: { durationMs: 3_600_000 },
    })
    await post(id, 'cancel')
    await untilFinal(ask, id)
    expect((await post(id, 'apply')).status).toBe(404)
    const again = await post(id, 'retry')
    expect(again.status).toBe(202)
    expect(await again.json()).toMatchObject({ revision: 2, status: 'pending' })
    const early = await post(id, 'targets', { to: ['fr'] })
    expect(await problemOf(early)).toMatchObject({ status: 409, code: 'not_final' })
    await post(id, 'cancel')
  })
})

it('the client reads, edits, applies and waits', async () => {
  const client = new VideoTranslationClient(server.url, { fetch: server.fetch })
  const id = await completed(['es'])
  const { revision, items } = await client.cues(id, { target: 'es' })
  expect(items).toHaveLength(6)
  const edits: CueEdit[] = [{ op: 'set', cue: 'c1', target: 'es', text: 'Uno.' }]
  expect(await client.editCues(id, { revision, edits })).toMatchObject({ revision: revision + 1 })
  const lost = await client.editCues(id, { revision, edits }).catch((error: unknown) => error)
  expect(lost).toMatchObject({ status: 412, code: 'outdated', problem: { revision: revision + 1 } })
  expect(await client.apply(id)).toMatchObject({ status: 'pending', revision: 2 })
  expect(await client.wait(id)).toMatchObject({ status: 'completed', revision: 2 })
  await client.addTargets(id, { to: ['fr'] })
  const done = await client.wait(id)
  expect(done.targets.map(({ language }) => language)).toEqual(['es', 'fr'])
  expect(await client.retry(id)).toMatchObject({ version: done.version })
  await expect(client.approve(id, { stage: 'transcript' })).rejects.toMatchObject({ code: 'not_waiting' })
  client.close()
})

describe('a review', () => {
  it('stops at the transcript and at the translation until a person approves', async () => {
    const { id } = await create(ask, {
      source: { url: 'https://example.com/a.mp4' },
      to: ['es'],
      review: ['translation', 'transcript'],
    })
    const first = await untilInput(id)
    expect(first).toMatchObject({ review: { stage: 'transcript', revision: 1 }, status: 'needs_input' })
    await edit(id, 1, [{ op: 'set', cue: 'c1', text: 'Corrected.' }])
    expect((await post(id, 'approve', { stage: 'transcript', revision: 1 })).status).toBe(409)
    expect((await post(id, 'approve', { stage: 'translation' })).status).toBe(409)
    expect((await post(id, 'approve', { stage: 'transcript', revision: 2 })).status).toBe(200)
    expect((await post(id, 'approve', { stage: 'transcript', revision: 2 })).status).toBe(200)
    const second = await untilInput(id, 'translation')
    expect(second.review).toMatchObject({ stage: 'translation', revision: 3 })
    const page = await cuesOf(id)
    expect(targetOf(page, 'c1', 'es')).toMatchObject({ text: '[es] Corrected.', state: 'stale' })
    await post(id, 'approve', { stage: 'translation' })
    expect(await untilFinal(ask, id)).toMatchObject({ status: 'completed', revision: 1 })
  })

  async function untilInput(id: string, stage = 'transcript'): Promise<Translation> {
    for (;;) {
      const now = await get(id)
      if (now.review?.stage === stage) return now
      const headers = { 'if-none-match': `"${now.version}"`, prefer: 'wait=5' }
      await ask(`/v1/translations/${id}`, { headers })
    }
  }
})
