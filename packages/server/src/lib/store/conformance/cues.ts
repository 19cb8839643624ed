import { expect, it } from 'vitest'
import { EditRefused, type SheetCue } from 'video-translation-client/editing'
import type { CueEdit } from 'video-translation-client'
import type { ClaimedTask } from '../claimed-task.ts'
import type { EditOutcome } from '../cue-store.ts'
import { type StoreBench, claim, create, LEASE_MS, typesOf } from './bench.ts'

const CUES = [
  { start: 0, end: 2, text: 'One.' },
  { start: 2, end: 4, text: 'Two.', speaker: 'Ann' },
]
const FIT = { slotSeconds: 2, dubSeconds: 1, speed: 1, tempo: 1, overflowSeconds: 0 }
const ARTIFACTS = [{ name: 'es.mp4', key: 'k1', mediaType: 'video/mp4' }]

export function edit(
  { store }: StoreBench,
  id: string,
  revision: number,
  ...edits: CueEdit[]
): Promise<EditOutcome> {
  return store.cues.edit(id, { revision, edits, by: 'ann' })
}

export async function transcribed(bench: StoreBench, to = ['es']): Promise<string> {
  const { translation } = await create(bench, { to })
  await bench.store.complete((await claim(bench)).lease, { cues: CUES })
  return translation.id
}

/** Ends a target with a text for each cue that has none. */
async function finish({ store }: StoreBench, task: ClaimedTask): Promise<void> {
  const { translationId, cueRevision, language = '' } = task
  const { sheet } = (await store.cues.read(translationId, { revision: cueRevision })) ?? {}
  const cues = sheet?.cues ?? []
  const textOf = (cue: SheetCue) => cue.targets[language]?.text ?? `${language} ${cue.text}`
  const translated = cues.map((cue) => ({ id: cue.id, source: cue.text, text: textOf(cue) }))
  const spoken = cues.map((cue) => ({ ...cue, source: cue.text, text: textOf(cue), fit: FIT }))
  await store.complete(task.lease, { artifacts: ARTIFACTS, translated, spoken })
}

export async function textsOf({ store }: StoreBench, id: string, language = 'es') {
  return (await store.cues.read(id))?.sheet.cues.map((cue) => [cue.text, cue.targets[language]?.text])
}

export function describeCues(bench: StoreBench): void {
  it('keeps what was recognised, then what was translated, each as a revision', async () => {
    const id = await transcribed(bench)
    expect(await bench.store.get(id)).toMatchObject({ cueRevision: 1, revision: 1 })
    expect(await bench.store.cues.read(id)).toMatchObject({
      revision: 1,
      sheet: {
        cues: [
          { id: 'c1', text: 'One.' },
          { id: 'c2', speaker: 'Ann' },
        ],
        nextNumber: 3,
      },
    })
    await finish(bench, await claim(bench))
    expect(await textsOf(bench, id)).toEqual([
      ['One.', 'es One.'],
      ['Two.', 'es Two.'],
    ])
    const stored = await bench.store.cues.read(id)
    expect(stored?.revision).toBe(2)
    expect(stored?.results.get('es')).toMatchObject({ revision: 2 })
    expect((await bench.store.cues.read(id, { revision: 1 }))?.sheet.cues[0]?.targets).toEqual({})
    expect(await bench.store.cues.read('tr_none')).toBeUndefined()
  })
}

export function describeCueEdits(bench: StoreBench): void {
  it('lets one of two editors win, and tells the other what has changed', async () => {
    const id = await transcribed(bench)
    const [one, other] = await Promise.all([
      edit(bench, id, 1, { op: 'set', cue: 'c1', text: 'Mine.' }),
      edit(bench, id, 1, { op: 'set', cue: 'c2', text: 'Yours.' }),
    ])
    expect([one.kind, other.kind].toSorted()).toEqual(['edited', 'outdated'])
    const lost = one.kind === 'outdated' ? one : other
    expect(lost).toMatchObject({ revision: 2, changed: [{ id: expect.any(String) }], removed: [] })
  })

  it('makes all edits or none, and never uses an id again', async () => {
    const id = await transcribed(bench)
    const insert: CueEdit = { op: 'insert', start: 4, end: 5, text: 'New.' }
    await expect(edit(bench, id, 1, insert, { op: 'delete', cue: 'c9' })).rejects.toThrow(EditRefused)
    expect(await bench.store.get(id)).toMatchObject({ cueRevision: 1 })
    await edit(bench, id, 1, insert)
    await edit(bench, id, 2, { op: 'delete', cue: 'c3' })
    await edit(bench, id, 3, insert)
    expect((await bench.store.cues.read(id))?.sheet.cues.map((cue) => cue.id)).toEqual(['c1', 'c2', 'c4'])
    await edit(bench, id, 4, { op: 'revert', revision: 4 }, { op: 'revert', revision: 3 })
    expect((await bench.store.cues.read(id))?.sheet.cues.map((cue) => cue.id)).toEqual(['c1', 'c2', 'c3'])
  })
}

export function describeRevisions(bench: StoreBench): void {
  it('keeps the old result through a lost worker and a failure of the next revision', async () => {
    const id = await transcribed(bench, ['es', 'fr'])
    await finish(bench, await claim(bench))
    await finish(bench, await claim(bench))
    await edit(bench, id, 3, { op: 'set', cue: 'c1', target: 'es', text: 'Uno.' })
    await bench.store.revise(id, { again: ['es'] })
    await claim(bench, 'dead')
    bench.now += LEASE_MS
    const again = await claim(bench)
    expect(again).toMatchObject({ recovered: true, revision: 2, cueRevision: 4, language: 'es' })
    await bench.store.fail(again.lease, { code: 'boom', message: 'It broke.' })
    const failed = await bench.store.get(id)
    expect(failed).toMatchObject({ status: 'partial', revision: 2 })
    expect(failed?.targetTasks).toMatchObject([
      { status: 'error', artifacts: ARTIFACTS },
      { status: 'completed' },
    ])
  })

  it('adds targets, which work on the cues as they are', async () => {
    const id = await transcribed(bench)
    await finish(bench, await claim(bench))
    await edit(bench, id, 2, { op: 'set', cue: 'c1', text: 'First.' })
    const revised = await bench.store.revise(id, { again: [], add: ['fr'], options: { voice: 'high' } })
    expect(revised).toMatchObject({ revision: 2, targetTasks: [{ status: 'completed' }, { language: 'fr' }] })
    const fr = await claim(bench)
    expect(fr).toMatchObject({ language: 'fr', options: { voice: 'high' }, to: ['es', 'fr'] })
    await finish(bench, fr)
    expect(await textsOf(bench, id, 'fr')).toEqual([
      ['First.', 'fr First.'],
      ['Two.', 'fr Two.'],
    ])
  })

  it('prepares a failed source again before its targets', async () => {
    const { translation } = await create(bench, { to: ['es'] })
    await bench.store.fail((await claim(bench)).lease, { code: 'boom', message: 'It broke.' })
    await bench.store.revise(translation.id, { again: ['es'] })
    const source = await claim(bench)
    expect(source).toMatchObject({ kind: 'source', tries: 1 })
    await bench.store.complete(source.lease, { cues: CUES })
    await finish(bench, await claim(bench))
    expect(await bench.store.get(translation.id)).toMatchObject({ status: 'completed', error: undefined })
  })
}

export function describeEditsMeanwhile(bench: StoreBench): void {
  it('edits made during a run stay for the next one, and a machine overwrites no person', async () => {
    const id = await transcribed(bench)
    const es = await claim(bench)
    await edit(
      bench,
      id,
      1,
      { op: 'set', cue: 'c1', target: 'es', text: 'Uno.' },
      { op: 'set', cue: 'c2', text: 'Zwei.' },
    )
    await finish(bench, es)
    expect(await textsOf(bench, id)).toEqual([
      ['One.', 'Uno.'],
      ['Zwei.', 'es Two.'],
    ])
    const done = await bench.store.get(id)
    expect(done).toMatchObject({ status: 'completed', cueRevision: 3, targetTasks: [{ isStale: true }] })
    bench.now += 86_400_000
    const revised = await bench.store.revise(id, { again: ['es'] })
    expect(revised).toMatchObject({
      status: 'pending',
      revision: 2,
      continuedAt: bench.now,
      finishedAt: undefined,
      targetTasks: [{ status: 'pending', artifacts: ARTIFACTS, isStale: true, cueRevision: 3 }],
    })
    expect(await bench.store.revise(id, { again: ['es'] })).toBe('not_final')
    await finish(bench, await claim(bench))
    expect(await bench.store.get(id)).toMatchObject({
      status: 'completed',
      continuedAt: bench.now,
      targetTasks: [{ isStale: false }],
    })
    expect((await typesOf(bench, id)).slice(-4)).toEqual([
      'revised',
      'started es',
      'completed es',
      'completed',
    ])
  })
}

export function describeReviews(bench: StoreBench): void {
  it('stops where a person was to look, and goes on when one approves', async () => {
    const id = await stopped(bench)
    expect(await bench.store.get(id)).toMatchObject({ status: 'needs_input', reviewDueAt: undefined })
    expect(await bench.store.claim('w', ['e'], LEASE_MS)).toBeUndefined()
    expect(await bench.store.approve(id, { stage: 'translation' })).toBe('not_waiting')
    expect(await bench.store.approve(id, { stage: 'transcript', revision: 7 })).toBe('outdated')
    bench.now += 5_000
    const approved = await bench.store.approve(id, { stage: 'transcript', revision: 1 })
    expect(approved).toMatchObject({ status: 'running', continuedAt: bench.now })
    const again = await bench.store.approve(id, { stage: 'transcript', revision: 1 })
    expect(again).toMatchObject({ version: (approved as { version: number }).version })
    expect(await claim(bench)).toMatchObject({ language: 'es', cueRevision: 1, until: undefined })
  })

  it('pauses a target after its translation', async () => {
    const review = { stages: ['translation' as const], approved: [] }
    const { translation } = await create(bench, { to: ['es'], review })
    await bench.store.complete((await claim(bench)).lease, { cues: CUES })
    const es = await claim(bench)
    expect(es.until).toBe('translate')
    const translated = [{ id: 'c1', source: 'One.', text: 'Uno.' }]
    await bench.store.complete(es.lease, { translated, pausedAfter: 'translate' })
    expect(await bench.store.get(translation.id)).toMatchObject({ status: 'needs_input', cueRevision: 2 })
    await bench.store.approve(translation.id, { stage: 'translation' })
    expect(await claim(bench)).toMatchObject({ until: undefined, cueRevision: 2, tries: 1 })
  })
}

export function describeReviewTimeouts(bench: StoreBench): void {
  it.each([
    ['approve', 'running'],
    ['cancel', 'canceled'],
  ] as const)('ends a stop that is over by time: %s', async (action, status) => {
    const id = await stopped(bench, { seconds: 10, action })
    const dueAt = bench.store.wall() + 10_000
    expect(await bench.store.endReview(id, dueAt - 1)).toMatchObject({ status: 'needs_input' })
    expect(await bench.store.endReview(id, dueAt)).toMatchObject({ status })
    expect(await bench.store.endReview('tr_none', dueAt)).toBeUndefined()
  })

  it('does not cancel by time what a person has approved', async () => {
    const id = await stopped(bench, { seconds: 10, action: 'cancel' })
    const dueAt = bench.store.wall() + 10_000
    expect(await bench.store.dueReviews(dueAt, 5)).toEqual([id])
    await bench.store.approve(id, { stage: 'transcript' })
    expect(await bench.store.endReview(id, dueAt)).toMatchObject({ status: 'running' })
  })

  it('says which stops are over by time', async () => {
    const id = await stopped(bench, { seconds: 10, action: 'cancel' })
    const { reviewDueAt = 0 } = (await bench.store.get(id)) ?? {}
    expect(reviewDueAt).toBe(bench.store.wall() + 10_000)
    expect(await bench.store.dueReviews(reviewDueAt - 1, 5)).toEqual([])
    expect(await bench.store.dueReviews(reviewDueAt, 5)).toEqual([id])
    await bench.store.cancel(id)
    expect(await bench.store.dueReviews(reviewDueAt, 5)).toEqual([])
    expect(await bench.store.get(id)).toMatchObject({ status: 'canceled' })
  })
}

export function describeReviewsOfMany(bench: StoreBench): void {
  it('asks a person only when all targets have stopped, so that none goes on unseen', async () => {
    const review = { stages: ['translation' as const], approved: [] }
    const { translation } = await create(bench, { to: ['es', 'fr'], review })
    await bench.store.complete((await claim(bench)).lease, { cues: CUES })
    await bench.store.complete((await claim(bench)).lease, { pausedAfter: 'translate' })
    expect(await bench.store.get(translation.id)).toMatchObject({ status: 'running' })
    expect(await bench.store.approve(translation.id, { stage: 'translation' })).toBe('not_waiting')
    const fr = await claim(bench)
    expect(fr).toMatchObject({ language: 'fr', until: 'translate' })
    await bench.store.complete(fr.lease, { pausedAfter: 'translate' })
    const approved = await bench.store.approve(translation.id, { stage: 'translation' })
    expect(approved).toMatchObject({ status: 'running' })
  })

  it('stops again for the transcript after a cancel in its review', async () => {
    const review = { stages: ['transcript' as const, 'translation' as const], approved: [] }
    const { translation } = await create(bench, { to: ['es'], review })
    await bench.store.complete((await claim(bench)).lease, { cues: CUES })
    await bench.store.cancel(translation.id)
    const revised = await bench.store.revise(translation.id, { again: ['es'], add: ['fr'] })
    expect(revised).toMatchObject({ status: 'needs_input' })
    expect(await bench.store.claim('w', ['e'], LEASE_MS)).toBeUndefined()
    await bench.store.approve(translation.id, { stage: 'transcript' })
    expect(await claim(bench)).toMatchObject({ language: 'es', until: 'translate' })
  })
}

/** A translation that has stopped at its transcript. */
async function stopped(
  bench: StoreBench,
  timeout?: { seconds: number; action: 'approve' | 'cancel' },
): Promise<string> {
  const review = { stages: ['transcript' as const], approved: [], ...(timeout && { timeout }) }
  const { translation } = await create(bench, { to: ['es'], review })
  await bench.store.complete((await claim(bench)).lease, { cues: CUES })
  return translation.id
}
