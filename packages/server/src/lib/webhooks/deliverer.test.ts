import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ClaimedMessage, Lane, Outbox } from '../store/outbox.ts'
import type { TranslationRecord } from '../store/records.ts'
import { createDeliverer } from './deliverer.ts'
import { resolveWebhooks } from '../config/webhook-settings.ts'

const TIMEOUT_MS = 15_000

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
})

afterEach(() => {
  vi.useRealTimers()
})

describe('a receiver that answers gets its message within a second', () => {
  it('however many dead receivers another owner has', async () => {
    const bench = setUp()
    for (let at = 0; at < 200; at++) bench.add({ owner: 'mallory', host: `dead-${at}` })
    await bench.pass(1_000)
    bench.add({ owner: 'ann', host: 'alive' })
    expect(await bench.deliveredAfterMs('ann')).toBeLessThan(1_000)
    await bench.pass(10 * TIMEOUT_MS)
    bench.add({ owner: 'bob', host: 'alive' })
    expect(await bench.deliveredAfterMs('bob')).toBeLessThan(1_000)
    await bench.stop()
  })

  it('however many owners have dead receivers', async () => {
    const bench = setUp()
    for (let at = 0; at < 400; at++) bench.add({ owner: `mallory-${at % 20}`, host: `dead-${at}` })
    await bench.pass(1_000)
    bench.add({ owner: 'ann', host: 'alive' })
    expect(await bench.deliveredAfterMs('ann')).toBeLessThan(1_000)
    await bench.stop()
  })

  it('however long the backlog of another owner is', async () => {
    const bench = setUp()
    for (let at = 0; at < 1_000; at++) bench.add({ owner: 'mallory', host: 'alive' })
    bench.add({ owner: 'ann', host: 'alive' })
    await bench.pass(0)
    expect(bench.told.map(({ owner }) => owner).indexOf('ann')).toBeLessThan(10)
    await bench.stop()
  })

  it('although its owner has many dead ones, once they are known as dead', async () => {
    const bench = setUp()
    for (let at = 0; at < 200; at++) bench.add({ owner: 'ann', host: `dead-${at % 20}` })
    await bench.pass(3 * TIMEOUT_MS)
    bench.add({ owner: 'ann', host: 'alive' })
    expect(await bench.deliveredAfterMs('ann')).toBeLessThan(1_000)
    await bench.stop()
  })
})

describe('at once', () => {
  it('there are at most four requests to a host for an owner, sixteen for an owner, and 128 beyond two for each', async () => {
    const bench = setUp()
    for (let at = 0; at < 20; at++) bench.add({ owner: 'ann', host: 'dead-0' })
    await bench.pass(100)
    expect(bench.underWay('ann')).toBe(4)
    for (let at = 0; at < 200; at++) bench.add({ owner: 'ann', host: `dead-${at}` })
    await bench.pass(100)
    expect(bench.underWay('ann')).toBe(16)
    for (let at = 0; at < 2_000; at++) bench.add({ owner: `owner-${at % 100}`, host: `dead-${at}` })
    await bench.pass(100)
    expect(bench.underWay()).toBe(16 + 2 * 100)
    await bench.stop()
  })
})

it('waits without polling while all slots are taken', async () => {
  const bench = setUp()
  for (let at = 0; at < 100; at++) bench.add({ owner: 'ann', host: 'dead' })
  await bench.pass(1_000)
  const before = bench.asked()
  await bench.pass(9_000)
  expect(bench.asked() - before).toBeLessThan(5)
  await bench.stop()
})

it('delivers to a host again after four unexpected errors', async () => {
  const bench = setUp()
  for (let at = 0; at < 4; at++) bench.add({ owner: 'ann', host: 'poison' })
  await bench.pass(1_000)
  expect(bench.errors).toHaveLength(4)
  bench.healPoison()
  bench.add({ owner: 'ann', host: 'poison' })
  expect(await bench.deliveredAfterMs('ann')).toBeLessThan(1_000)
  await bench.stop()
})

/**
 * An outbox in memory, whose receivers named `dead` never answer, and `poison` ends attempts with
 * an error.
 */
function setUp() {
  const due: (Lane & { id: number })[] = []
  const told: (Lane & { atMs: number })[] = []
  const running: Lane[] = []
  const errors: unknown[] = []
  let isPoison = true
  let [ring, asked, next] = [() => {}, 0, 0]
  const outbox: Partial<Outbox> = {
    async dueOwners() {
      asked++
      return [...new Set(due.map(({ owner }) => owner))].sort()
    },
    async claim(_worker, _leaseMs, wanted) {
      const isWanted = ({ owner, host }: Lane) => owner === wanted?.owner && !wanted.exceptHosts.has(host)
      const index = due.findIndex(isWanted)
      const [lane] = index < 0 ? [] : due.splice(index, 1)
      return lane && messageTo(lane)
    },
    settle: async () => true,
    nextDue: async () => undefined,
    prune: async () => {},
    onDue: (listener) => ((ring = listener), () => {}),
    onDamage: () => () => {},
  }
  const attempt = async ({ lane }: ClaimedMessage) => {
    if (isPoison && lane.host === 'poison') throw new TypeError('poison')
    running.push(lane)
    const isDead = lane.host.startsWith('dead')
    if (isDead) await new Promise((resolve) => setTimeout(resolve, TIMEOUT_MS))
    else told.push({ ...lane, atMs: Date.now() })
    running.splice(running.indexOf(lane), 1)
    const durationMs = isDead ? TIMEOUT_MS : 1
    return { attempt: { at: 0, durationMs }, outcome: isDead ? ('failed' as const) : ('delivered' as const) }
  }
  const deliverer = createDeliverer({
    outbox: outbox as Outbox,
    settings: resolveWebhooks({}, {}),
    secretFor: () => '',
    link: () => ({ url: '', urlExpiresAt: '' }),
    log: { debug() {}, info() {}, warn() {}, error: (fields) => void errors.push(fields) },
    clock: Date.now,
    wallClock: Date.now,
    random: () => 0.5,
    attempt,
  })
  deliverer.start()
  const pass = async (ms: number): Promise<void> => {
    for (let step = 0; step <= 10; step++) {
      await vi.advanceTimersByTimeAsync(step === 0 ? 0 : ms / 10)
      for (let turn = 0; turn < 5; turn++) await setImmediate()
    }
  }
  return {
    told,
    errors,
    healPoison: () => void (isPoison = false),
    pass,
    asked: () => asked,
    underWay: (owner?: string) => running.filter((lane) => !owner || lane.owner === owner).length,
    add(lane: Lane) {
      due.push({ ...lane, id: next++ })
      ring()
    },
    async deliveredAfterMs(owner: string): Promise<number> {
      const startedMs = Date.now()
      while (!told.some((lane) => lane.owner === owner) && Date.now() - startedMs < 60_000) await pass(100)
      return (told.find((lane) => lane.owner === owner)?.atMs ?? Infinity) - startedMs
    },
    async stop() {
      const stopped = deliverer.stop(0)
      due.length = 0
      await pass(TIMEOUT_MS + 1_000)
      await stopped
    },
  }
}

function messageTo(lane: Lane): ClaimedMessage {
  return {
    lease: { messageId: 'msg_1', worker: 'w', attempt: 1 },
    type: 'translation.completed',
    receiver: { events: [] },
    lane,
    record: { id: 'tr_1' } as TranslationRecord,
    tries: 1,
    since: 0,
  }
}
