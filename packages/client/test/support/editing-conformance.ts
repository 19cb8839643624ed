import type {
  Cue,
  CueEdit,
  CuePage,
  ProblemDocument,
  Translation,
  VideoTranslationClient,
} from 'video-translation-client'
import { describe, expect, it } from 'vitest'

/** A server of our own API. Each of its translations takes moments, and has six cues. */
export interface EditingServer {
  client: VideoTranslationClient
  /** Makes a request without the client. */
  ask(path: string, init?: RequestInit): Promise<Response>
  /** Keeps translations from going on, until the returned function is called. */
  hold(): () => void
  /** The part of a create that makes a translation last for an hour. */
  slow: { source: string; options?: Record<string, unknown> }
}

const SOURCE = 'https://example.com/a.mp4'

/** What every server of our own API does with cues, reviews and revisions. */
export function describeEditing(name: string, server: () => EditingServer): void {
  describe(`editing on ${name}`, () => {
    describeEdits(server)
    describeRefusals(server)
    describeReviews(server)
    describeRevisions(server)
  })
}

function describeEdits(server: () => EditingServer): void {
  it('an edit makes the result stale, and applying makes it current, as the next revision', async () => {
    const { client, hold } = server()
    const id = await completed(server(), ['es', 'fr'])
    const { revision, items, applied } = await client.cues(id, { target: 'es' })
    expect(items).toHaveLength(6)
    expect(items[1]).toMatchObject({
      id: 'c2',
      targets: { es: { author: 'machine', state: 'current', approved: false, fit: { speed: 1 } } },
    })
    expect(Object.keys(applied)).toContain('es')
    const edited = await client.editCues(id, { revision, edits: [inSpanish('Hay varias.')] })
    expect(edited).toMatchObject({
      revision: revision + 1,
      changed: [{ id: 'c2', targets: { es: { text: 'Hay varias.', author: 'person', state: 'stale' } } }],
      removed: [],
    })
    const stale = await client.get(id)
    expect(stale).toMatchObject({ status: 'completed', stale: true, revision: 1, cueRevision: revision + 1 })
    expect(stale.targets.map((target) => target.stale ?? false)).toEqual([true, false])
    expect(stale.continuedAt).toBeUndefined()
    const release = hold()
    const open = await client.apply(id)
    expect(open.revision).toBe(2)
    expect(Date.parse(open.continuedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(stale.finishedAt ?? ''))
    expect(open.targets[0]?.artifacts.every((artifact) => artifact.stale)).toBe(true)
    expect(open.targets[1]).toMatchObject({ status: 'completed' })
    release()
    const done = await client.wait(id)
    expect(done).toMatchObject({ status: 'completed', revision: 2, continuedAt: open.continuedAt })
    expect(done.stale).toBeUndefined()
    expect(textIn(await client.cues(id), 'c2', 'es')).toMatchObject({ text: 'Hay varias.', state: 'current' })
    expect(await client.apply(id)).toMatchObject({ version: done.version, revision: 2 })
  })

  it('a new source text is translated again, but what a person wrote stands', async () => {
    const { client } = server()
    const id = await completed(server(), ['es', 'fr'])
    const { revision } = await client.cues(id)
    const edits: CueEdit[] = [inSpanish('Mía.'), { op: 'set', cue: 'c2', text: 'Another line.' }]
    await client.editCues(id, { revision, edits })
    await client.apply(id)
    await client.wait(id)
    const page = await client.cues(id)
    expect(textIn(page, 'c2', 'es')).toMatchObject({ text: 'Mía.', author: 'person', state: 'current' })
    expect(textIn(page, 'c2', 'fr')).toMatchObject({ text: '[fr] Another line.', author: 'machine' })
  })

  it('a revision can be taken back, unless its cues were changed again', async () => {
    const { client } = server()
    const id = await completed(server())
    const { revision, items } = await client.cues(id)
    await client.editCues(id, { revision, edits: [{ op: 'merge', cues: ['c1', 'c2'] }] })
    await client.editCues(id, { revision: revision + 1, edits: [inSource('c5', 'Else.')] })
    const revert = (at: number, taken: number) =>
      client.editCues(id, { revision: at, edits: [{ op: 'revert', revision: taken }] })
    await revert(revision + 2, revision + 1)
    expect((await client.cues(id)).items.slice(0, 4)).toEqual(items.slice(0, 4))
    await client.editCues(id, { revision: revision + 3, edits: [inSource('c5', 'Third.')] })
    const refused = await failure(revert(revision + 4, revision + 2))
    expect(refused).toMatchObject({
      status: 409,
      code: 'edit_conflict',
      problem: { rule: 'conflict', cue: 'c5' },
    })
  })

  it('pages stay at their revision, and cues are also subtitles', async () => {
    const { ask } = server()
    const id = await completed(server())
    const page = await json<CuePage>(ask(`/v1/translations/${id}/cues?limit=4`))
    await edit(server(), id, page.revision, [{ op: 'delete', cue: 'c6' }])
    const next = await json<CuePage>(ask(`/v1/translations/${id}/cues?limit=4&cursor=${page.nextCursor}`))
    expect([next.revision, next.items.map((cue) => cue.id)]).toEqual([page.revision, ['c5', 'c6']])
    expect((await ask(`/v1/translations/${id}/cues?cursor=99.0`)).status).toBe(410)
    expect((await ask(`/v1/translations/${id}/cues?cursor=x`)).status).toBe(400)
    expect((await ask(`/v1/translations/${id}/cues.srt?target=xx`)).status).toBe(400)
    const srt = await (await ask(`/v1/translations/${id}/cues.srt?target=es`)).text()
    expect(srt).toContain('2\n00:00:03,500 --> 00:00:06,500\n[es] There are several')
    const vtt = await ask(`/v1/translations/${id}/cues`, { headers: { accept: 'text/vtt' } })
    expect(await vtt.text()).toContain('c2\n00:00:03.500 --> 00:00:06.500\nThere are several')
  })

  it('a repeat of a key gets its old answer, even where the revision has moved', async () => {
    const id = await completed(server())
    const { revision } = await server().client.cues(id)
    const key = { 'idempotency-key': `key of ${id}` }
    const first = await json(edit(server(), id, revision, [inSource('c1', 'One.')], key))
    await edit(server(), id, revision + 1, [inSource('c1', 'Two.')])
    const again = await edit(server(), id, revision, [inSource('c1', 'One.')], key)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(await again.json()).toEqual(first)
    const other = await edit(server(), id, revision + 2, [inSource('c1', 'Three.')], key)
    expect(await json(other)).toMatchObject({ status: 422, code: 'idempotency_key_reused' })
  })
}

function describeRefusals(server: () => EditingServer): void {
  it('an edit needs the revision; an older one is answered with what has changed since', async () => {
    const id = await completed(server())
    const { revision } = await server().client.cues(id)
    const edits: CueEdit[] = [inSource('c3', 'Mine.'), { op: 'delete', cue: 'c6' }]
    const path = `/v1/translations/${id}/cues/edits`
    expect((await server().ask(path, post({ edits }))).status).toBe(428)
    expect((await server().ask(path, post({ edits }, { 'if-match': '"7"' }))).status).toBe(400)
    const made = await edit(server(), id, revision, edits)
    expect(made.headers.get('etag')).toBe(`"c${revision + 1}"`)
    const late = await edit(server(), id, revision, [inSource('c3', 'Theirs.')])
    expect([late.status, late.headers.get('etag')]).toEqual([412, `"c${revision + 1}"`])
    const problem = await json<ProblemDocument>(late)
    expect(problem).toMatchObject({ code: 'outdated', revision: revision + 1, removed: ['c6'] })
    expect(problem.changed?.map(({ id: cue, text }: Cue) => [cue, text])).toEqual([['c3', 'Mine.']])
  })

  it.each<[string, CueEdit, object]>([
    ['overlap', { op: 'set', cue: 'c2', end: 8 }, { rule: 'overlap', cue: 'c2' }],
    ['empty', inSource('c2', ' '), { rule: 'empty', cue: 'c2' }],
    ['unknown', { op: 'delete', cue: 'c99' }, { rule: 'unknown', cue: 'c99' }],
    ['unknown target', { op: 'set', cue: 'c2', target: 'xx', text: 'x' }, { rule: 'unknown', cue: 'c2' }],
    ['outside', { op: 'split', cue: 'c2', at: 60 }, { rule: 'outside', cue: 'c2' }],
  ])('all edits are refused where one breaks a rule: %s', async (_, wrong, expected) => {
    const id = await completed(server())
    const { revision } = await server().client.cues(id)
    const refused = await edit(server(), id, revision, [inSource('c1', 'Kept out.'), wrong])
    const problem = await json<ProblemDocument>(refused)
    expect(problem).toMatchObject({ status: 422, code: 'edit_refused', ...expected })
    expect(problem.errors?.[0]?.pointer).toMatch(/^\/edits\/1/)
    expect(await server().client.cues(id)).toMatchObject({ revision })
  })

  it('members that an edit lacks or does not have are named', async () => {
    const id = await completed(server())
    const wrong = [
      { op: 'split', cue: 'c1' },
      { op: 'delete', cue: 'c1', text: 'x' },
    ] as never
    const problem = await json<ProblemDocument>(edit(server(), id, 2, wrong))
    expect(problem.status).toBe(400)
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(['/edits/0/at', '/edits/1/text'])
  })
}

function describeReviews(server: () => EditingServer): void {
  it('a review stops at the transcript and at the translation, until a person approves', async () => {
    const { client } = server()
    const request = { source: SOURCE, to: ['es', 'fr'], review: ['translation', 'transcript'] as never }
    const { id } = await client.create(request)
    expect(await client.wait(id, { settle: true })).toMatchObject({
      result: 'needs_input',
      translation: { status: 'needs_input', review: { stage: 'transcript', revision: 1 } },
    })
    await client.editCues(id, { revision: 1, edits: [inSource('c1', 'Corrected.')] })
    const outdated = failure(client.approve(id, { stage: 'transcript', revision: 1 }))
    expect(await outdated).toMatchObject({ status: 409, code: 'outdated' })
    const wrong = failure(client.approve(id, { stage: 'translation' }))
    expect(await wrong).toMatchObject({ status: 409, code: 'not_waiting' })
    await client.approve(id, { stage: 'transcript', revision: 2 })
    await client.approve(id, { stage: 'transcript', revision: 2 })
    const second = await client.wait(id, { settle: true })
    expect(second).toMatchObject({ result: 'needs_input', translation: { review: { stage: 'translation' } } })
    const page = await client.cues(id)
    expect(textIn(page, 'c1', 'es')).toMatchObject({ text: '[es] Corrected.', state: 'stale' })
    await client.approve(id, { stage: 'translation', revision: page.revision })
    expect(await client.wait(id)).toMatchObject({ status: 'completed', revision: 1 })
  })
}

function describeRevisions(server: () => EditingServer): void {
  it('a target is added, with what was edited, while the others stay', async () => {
    const { client } = server()
    const id = await completed(server())
    const { revision } = await client.cues(id)
    await client.editCues(id, { revision, edits: [inSource('c1', 'Edited.')] })
    expect(await client.addTargets(id, { to: ['fr'] })).toMatchObject({ revision: 2 })
    const done = await client.wait(id)
    expect(done).toMatchObject({ status: 'completed', revision: 2, stale: true })
    expect(done.targets.map(({ language }) => language)).toEqual(['es', 'fr'])
    const page = await client.cues(id)
    expect(textIn(page, 'c1', 'fr')).toMatchObject({ text: '[fr] Edited.', state: 'current' })
    expect(await client.retry(id)).toMatchObject({ version: done.version })
  })

  it('what was canceled is tried again; before the end nothing can be applied', async () => {
    const { client, slow } = server()
    const { id } = await client.create({ ...slow, to: ['es'] })
    await client.cancel(id)
    await client.wait(id, { settle: true })
    expect(await failure(client.apply(id))).toMatchObject({ status: 404, code: 'no_cues' })
    const again = await client.retry(id)
    expect(again).toMatchObject({ revision: 2 })
    expect(['pending', 'running']).toContain(again.status)
    expect(again.error).toBeUndefined()
    const early = failure(client.addTargets(id, { to: ['fr'] }))
    expect(await early).toMatchObject({ status: 409, code: 'not_final' })
    await client.cancel(id)
    const types = (await client.events(id)).map(({ type }) => type)
    expect(types).toContain('revised')
  })
}

async function completed({ client }: EditingServer, to = ['es']): Promise<string> {
  const { id } = await client.translate({ source: SOURCE, from: 'en', to })
  return id
}

function inSpanish(text: string): CueEdit {
  return { op: 'set', cue: 'c2', target: 'es', text }
}

function inSource(cue: string, text: string): CueEdit {
  return { op: 'set', cue, text }
}

function textIn({ items }: CuePage, cue: string, language: string) {
  return items.find(({ id }) => id === cue)?.targets[language]
}

function edit(
  { ask }: EditingServer,
  id: string,
  revision: number,
  edits: CueEdit[],
  headers: Record<string, string> = {},
): Promise<Response> {
  const request = post({ edits }, { 'if-match': `"c${revision}"`, ...headers })
  return ask(`/v1/translations/${id}/cues/edits`, request)
}

function post(body: object, headers: Record<string, string> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }
}

async function json<Body = unknown>(response: Response | Promise<Response>): Promise<Body> {
  return (await (await response).json()) as Body
}

function failure(promise: Promise<Translation | object>): Promise<unknown> {
  return promise.then(
    () => 'nothing failed',
    (error: unknown) => error,
  )
}
