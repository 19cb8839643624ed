import { expect, it } from 'vitest'
import { type StoreBench, claim, create, LEASE_MS, prepared } from './bench.ts'

const HOUR_MS = 3_600_000
const FAILURE = { code: 'busy', message: 'Later.' }

export function describeClocks(bench: StoreBench): void {
  for (const [direction, skewMs] of [
    ['back', -HOUR_MS],
    ['forward', HOUR_MS],
  ] as const) {
    it(`claims a waiting task even when the clock was set ${direction} an hour`, async () => {
      const { translation } = await create(bench)
      bench.skewMs = skewMs
      expect(await bench.store.dueInMs(['e'])).toBe(0)
      const { lease, translationId } = await claim(bench)
      expect(translationId).toBe(translation.id)
      await bench.store.complete(lease, {})
      expect((await claim(bench)).language).toBe('es')
    })

    it(`ends a lease after its time even when the clock was set ${direction} an hour`, async () => {
      await create(bench)
      const { lease } = await claim(bench, 'alive')
      bench.skewMs = skewMs
      bench.now += LEASE_MS - 1
      expect(await bench.store.claim('other', ['e'], LEASE_MS)).toBeUndefined()
      expect(await bench.store.heartbeat(lease, LEASE_MS)).toBe('ok')
      bench.now += LEASE_MS
      expect(await claim(bench, 'other')).toMatchObject({ recovered: true })
    })

    it(`tries again after the delay even when the clock was set ${direction} an hour`, async () => {
      await create(bench)
      await bench.store.fail((await claim(bench)).lease, FAILURE, 500)
      bench.skewMs = skewMs
      bench.now += 499
      expect(await bench.store.claim('w', ['e'], LEASE_MS)).toBeUndefined()
      expect(await bench.store.dueInMs(['e'])).toBe(1)
      bench.now += 1
      expect(await claim(bench)).toMatchObject({ tries: 2 })
    })
  }
}

export function describeShownTimes(bench: StoreBench): void {
  it('claims the older translation first even if the clock was set back in between', async () => {
    const { translation: older } = await create(bench)
    bench.skewMs = -HOUR_MS
    const { translation: newer } = await create(bench)
    expect([(await claim(bench)).translationId, (await claim(bench)).translationId]).toEqual([
      older.id,
      newer.id,
    ])
    expect((await bench.store.list({ limit: 2 })).items.map(({ id }) => id)).toEqual([newer.id, older.id])
  })

  it('never reports an end before the start', async () => {
    const id = await prepared(bench, { to: ['es'] })
    const { lease } = await claim(bench)
    bench.skewMs = -HOUR_MS
    await bench.store.complete(lease, {})
    const { createdAt, finishedAt = 0, targetTasks } = (await bench.store.get(id)) ?? {}
    expect(finishedAt).toBeGreaterThanOrEqual(createdAt ?? Infinity)
    expect(targetTasks?.[0]?.finishedAt).toBeGreaterThanOrEqual(targetTasks?.[0]?.startedAt ?? Infinity)
    const instants = (await bench.store.events(id)).map(({ at }) => at)
    expect(instants).toEqual(instants.toSorted())
  })
}
