import {
  array,
  assert,
  asyncProperty,
  type Arbitrary,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  record,
} from 'fast-check'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { isFinal } from 'video-translation-client'
import { openSqliteStore } from './open-sqlite-store.ts'
import { statusOf } from '../state/status.ts'
import type { Store } from '../store.ts'
import type { ClaimedTask } from '../claimed-task.ts'
import type { TranslationRecord } from '../records.ts'

const LEASE_MS = 1_000
const OWNERS = ['ann', 'bob']
const FAILURE = { code: 'x', message: 'x' }

/** The possible next events. */
type Step =
  | { verb: 'create'; owner: string; targets: number }
  | { verb: 'claim' }
  | { verb: 'pass' | 'jump'; ms: number }
  | { verb: (typeof LEASE_VERBS)[number] | 'cancel' | 'remove'; pick: number }

const LEASE_VERBS = ['heartbeat', 'advance', 'checkpoint', 'complete', 'fail', 'retry', 'release'] as const

const steps: Arbitrary<Step[]> = array(
  oneof(
    {
      weight: 3,
      arbitrary: record({
        verb: constant('create' as const),
        owner: constantFrom(...OWNERS),
        targets: integer({ min: 1, max: 2 }),
      }),
    },
    { weight: 6, arbitrary: record({ verb: constant('claim' as const) }) },
    {
      weight: 2,
      arbitrary: record({ verb: constant('pass' as const), ms: integer({ min: 1, max: 1_500 }) }),
    },
    {
      weight: 2,
      arbitrary: record({ verb: constant('jump' as const), ms: integer({ min: -1e8, max: 1e8 }) }),
    },
    {
      weight: 8,
      arbitrary: record({
        verb: constantFrom(...LEASE_VERBS, 'complete' as const, 'cancel' as const, 'remove' as const),
        pick: nat(1_000),
      }),
    },
  ),
  { minLength: 10, maxLength: 60 },
)

it('keeps its promises for every order of calls, even when the clock jumps', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'machine-'))
  let run = 0
  const property = asyncProperty(steps, async (list) => {
    const machine = await openMachine(join(folder, `${run++}.db`))
    try {
      for (const step of list) await machine.take(step)
      await machine.drain()
    } finally {
      await machine.store.close()
    }
  })
  try {
    await assert(property, { numRuns: 25, seed: 20_261_129 })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 120_000)

interface Held {
  claimed: ClaimedTask
  /** When its lease ends, by what has passed. */
  untilMs: number
}

/**
 * The store under test beside what a bystander knows: who holds which task, and what was seen of
 * each translation.
 */
async function openMachine(path: string) {
  let [nowMs, skewMs] = [1_000_000, 0]
  const store = await openSqliteStore({ path, clock: () => nowMs + skewMs, elapsed: () => nowMs })
  const held = new Map<string, Held>()
  const seen = new Map<string, TranslationRecord>()

  const claim = async (): Promise<boolean> => {
    const claimed = await store.claim('w', ['e'], LEASE_MS)
    if (claimed === undefined) return false
    const holder = held.get(claimed.lease.taskId)
    // Nobody else may hold it while a lease lasts, and no number of an attempt comes again.
    if (holder) expect(holder.untilMs).toBeLessThanOrEqual(nowMs)
    if (holder) expect(claimed.lease.attempt).toBeGreaterThan(holder.claimed.lease.attempt)
    held.set(claimed.lease.taskId, { claimed, untilMs: nowMs + LEASE_MS })
    return true
  }
  const look = async (): Promise<void> => {
    const now = new Map((await store.list({ limit: 100 })).items.map((one) => [one.id, one]))
    for (const [id, after] of now) expectSuccessor(seen.get(id), after)
    seen.clear()
    for (const [id, one] of now) seen.set(id, one)
  }
  const move = ({ verb, ms }: { verb: 'pass' | 'jump'; ms: number }): void => {
    if (verb === 'pass') nowMs += ms
    else skewMs += ms
  }
  const take = async (step: Step): Promise<void> => {
    if (step.verb === 'create') await store.create(requestOf(step))
    else if (step.verb === 'claim') await claim()
    else if ('ms' in step) move(step)
    else if (step.verb === 'cancel' || step.verb === 'remove')
      await store[step.verb](picked([...seen.keys()], step.pick) ?? '')
    else await useLease(store, picked([...held.values()], step.pick), step.verb, nowMs)
    await look()
  }
  /**
   * After any history, every remaining translation can be brought to its end, and both owners are
   * served.
   */
  const drain = async (): Promise<void> => {
    for (let turns = 0; [...seen.values()].some(({ status }) => !isFinal(status)); turns++) {
      expect(turns).toBeLessThan(1_000)
      if (!(await claim())) nowMs += LEASE_MS
      for (const one of held.values()) await useLease(store, one, 'complete', nowMs)
      await look()
    }
    expect(await store.claim('w', ['e'], LEASE_MS)).toBeUndefined()
    expect(await store.dueInMs(['e'])).toBeUndefined()
  }
  return { store, take, drain }
}

function requestOf({ owner, targets }: { owner: string; targets: number }) {
  const source = { url: 'https://host/a.mp4' }
  return { owner, engine: 'e', source, to: ['es', 'fr'].slice(0, targets), options: {}, maxAttempts: 3 }
}

async function useLease(
  store: Store,
  held: Held | undefined,
  verb: (typeof LEASE_VERBS)[number],
  nowMs: number,
): Promise<void> {
  if (held === undefined) return
  const { lease } = held.claimed
  if (verb === 'heartbeat') {
    if ((await store.heartbeat(lease, LEASE_MS)) === 'ok') held.untilMs = nowMs + LEASE_MS
  } else if (verb === 'advance') await store.advance(lease, { stage: 'translate', progress: 0.5 })
  else if (verb === 'checkpoint') await store.saveCheckpoint(lease, { at: nowMs })
  else await endLease(store, held, verb, nowMs)
}

async function endLease(
  store: Store,
  held: Held,
  verb: 'complete' | 'fail' | 'retry' | 'release',
  nowMs: number,
): Promise<void> {
  const { lease } = held.claimed
  const ends = {
    complete: () => store.complete(lease, { output: {} }),
    fail: () => store.fail(lease, FAILURE),
    retry: () => store.fail(lease, FAILURE, 300),
    release: () => store.release(lease),
  }
  if (await ends[verb]()) held.untilMs = nowMs
}

/** The records that may follow an earlier one. */
function expectSuccessor(before: TranslationRecord | undefined, after: TranslationRecord): void {
  expect(after.status).toBe(statusOf(after))
  expect(after.updatedAt).toBeGreaterThanOrEqual(after.createdAt)
  if (before === undefined) return
  expect(after.version).toBeGreaterThanOrEqual(before.version)
  expect(after.updatedAt).toBeGreaterThanOrEqual(before.updatedAt)
  if (after.version === before.version) expect(lasting(after)).toEqual(lasting(before))
  if (isFinal(before.status)) expect(after).toEqual(before)
}

/** The place in the line depends on other translations, so it changes without a new version. */
function lasting(record: TranslationRecord): object {
  return { ...record, queue: undefined }
}

function picked<T>(list: T[], pick: number): T | undefined {
  return list[pick % Math.max(1, list.length)]
}
