import { expect, it } from 'vitest'
import { type StoreBench, claim, create, LEASE_MS, prepared, typesOf } from './bench.ts'

export function describeRunning(bench: StoreBench): void {
  it('runs the source first, then hands what it found to every target', async () => {
    const { translation } = await create(bench)
    const source = await claim(bench)
    expect(source).toMatchObject({ kind: 'source', to: ['es', 'fr'], options: { voice: 'low' }, tries: 1 })
    expect(await bench.store.claim('w', ['e'], LEASE_MS)).toBeUndefined()
    const language = { detectedLanguage: 'en', detectedConfidence: 0.98 }
    const facts = { durationSeconds: 25, name: undefined, ...language }
    await bench.store.complete(source.lease, { output: { cues: 3 }, source: facts })
    const [es, fr] = [await claim(bench), await claim(bench)]
    expect([es.language, fr.language]).toEqual(['es', 'fr'])
    expect(es).toMatchObject({
      kind: 'target',
      prepared: { cues: 3 },
      sourceName: 'talk.mp4',
      recovered: false,
    })
    const { source: info } = (await bench.store.get(translation.id)) ?? {}
    expect(info).toEqual({ upload: 'up1', name: 'talk.mp4', bytes: 10, durationSeconds: 25, ...language })
  })

  it('ends as completed with the artifacts and warnings of each target', async () => {
    const id = await prepared(bench, { to: ['es'] })
    const { lease } = await claim(bench)
    const artifacts = [{ name: 'es.mp4', key: 'k', mediaType: 'video/mp4' }]
    const warnings = [{ code: 'draft_quality', message: 'Draft.' }]
    await bench.store.complete(lease, { artifacts, warnings })
    const done = await bench.store.get(id)
    expect(done).toMatchObject({ status: 'completed', progress: 1, finishedAt: bench.now, error: undefined })
    expect(done?.targetTasks[0]).toMatchObject({ status: 'completed', artifacts, warnings, progress: 1 })
    expect(await typesOf(bench, id)).toEqual([
      'created',
      'started',
      'prepared',
      'started es',
      'completed es',
      'completed',
    ])
  })
}

export function describeClaiming(bench: StoreBench): void {
  it('a claim says how long its task was due, and which trace it belongs to', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
    const { translation } = await create(bench, { traceparent })
    bench.now += 2_000
    expect(await claim(bench)).toMatchObject({ waitedMs: 2_000, traceparent })
    expect(await bench.store.get(translation.id)).toMatchObject({ traceparent })
  })

  it('claims the oldest translation first, and only for the engines asked', async () => {
    const first = await create(bench)
    await create(bench)
    expect(await bench.store.claim('w', ['other'], LEASE_MS)).toBeUndefined()
    expect(await bench.store.claim('w', [], LEASE_MS)).toBeUndefined()
    expect((await claim(bench)).translationId).toBe(first.translation.id)
  })

  it('claims several at once: the oldest first, each once, those with a lease that ran out among them', async () => {
    const first = await prepared(bench)
    await claim(bench, 'dead')
    bench.now += LEASE_MS
    const { translation: second } = await create(bench, { to: ['es'] })
    await create(bench, { engine: 'other' })
    const some = await bench.store.claimMany('w', ['e'], LEASE_MS, 2)
    expect(some.map(({ language, recovered, lease }) => [language, recovered, lease.attempt])).toEqual([
      ['es', true, 2],
      ['fr', false, 1],
    ])
    expect(some.map(({ translationId, prepared: found }) => [translationId, found])).toEqual([
      [first, { cues: 3 }],
      [first, { cues: 3 }],
    ])
    const rest = await bench.store.claimMany('w', ['e'], LEASE_MS, 10)
    expect(rest.map(({ translationId }) => translationId)).toEqual([second.id])
    expect(await bench.store.claimMany('w', ['e'], LEASE_MS, 10)).toEqual([])
    expect((await bench.store.get(first))?.version).toBe(6)
  })
}

export function describeFailing(bench: StoreBench): void {
  it('ends everything when the source fails, and says why', async () => {
    const { translation } = await create(bench)
    const { lease } = await claim(bench)
    const failure = { code: 'unsupported_media', message: 'No video in there.' }
    await bench.store.fail(lease, failure)
    const ended = await bench.store.get(translation.id)
    expect(ended).toMatchObject({ status: 'error', error: failure, finishedAt: bench.now })
    expect(ended?.targetTasks.map(({ status, error }) => [status, error])).toEqual([
      ['error', failure],
      ['error', failure],
    ])
    expect(await typesOf(bench, translation.id)).toEqual(['created', 'started', 'failed'])
    expect(await bench.store.dueInMs(['e'])).toBeUndefined()
  })

  it('is partial when one target failed and another is there', async () => {
    const id = await prepared(bench)
    const [es, fr] = [await claim(bench), await claim(bench)]
    await bench.store.fail(fr.lease, { code: 'boom', message: 'No voice.' })
    expect((await bench.store.get(id))?.status).toBe('running')
    await bench.store.complete(es.lease, {})
    expect(await bench.store.get(id)).toMatchObject({
      status: 'partial',
      error: { code: 'boom' },
      progress: 1,
    })
  })

  it('puts a task back until its retry, with its checkpoint', async () => {
    const id = await prepared(bench, { to: ['es'] })
    const first = await claim(bench)
    await bench.store.saveCheckpoint(first.lease, { done: ['translate'] })
    await bench.store.fail(first.lease, { code: 'busy', message: 'Later.' }, 500)
    expect(await bench.store.claim('w', ['e'], LEASE_MS)).toBeUndefined()
    expect(await bench.store.dueInMs(['e'])).toBe(500)
    expect(await bench.store.get(id)).toMatchObject({
      status: 'running',
      targetTasks: [{ status: 'pending' }],
    })
    bench.now += 500
    const second = await claim(bench)
    expect(second).toMatchObject({ checkpoint: { done: ['translate'] }, tries: 2, recovered: false })
    expect(second.lease.attempt).toBe(2)
    expect(await typesOf(bench, id)).toContain('retrying es')
  })

  it('leaves no trace of a result that is no JSON', async () => {
    const { translation } = await create(bench)
    const { lease } = await claim(bench)
    await expect(bench.store.complete(lease, { output: 1n })).rejects.toThrow(TypeError)
    expect((await bench.store.get(translation.id))?.sourceTask.status).toBe('running')
    expect(await bench.store.heartbeat(lease, LEASE_MS)).toBe('ok')
  })
}

export function describeProgress(bench: StoreBench): void {
  it('raises the version with every change and never lets progress go back', async () => {
    const id = await prepared(bench, { to: ['es'] })
    const { lease } = await claim(bench)
    const before = (await bench.store.get(id))?.version ?? 0
    await bench.store.advance(lease, { stage: 'translate', progress: 0.5, expectedSeconds: 9 })
    await bench.store.advance(lease, { progress: 0.25 })
    await bench.store.advance(lease, { progress: 7 })
    const after = await bench.store.get(id)
    expect(after).toMatchObject({ version: before + 3, stage: 'translate', expectedSeconds: 9 })
    expect(after?.targetTasks[0]?.progress).toBe(1)
    const events = await bench.store.events(id)
    expect(events.filter(({ type }) => type === 'stage')).toMatchObject([
      { stage: 'translate', language: 'es' },
    ])
  })
}
