import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { EngineError } from '../engine-error.ts'
import { LostLease, type TaskResult } from '../engines/engine.ts'
import { openSqliteStore } from '../store/sqlite/open-sqlite-store.ts'
import type { Store } from '../store/store.ts'
import { TaskCanceled } from './abort-reasons.ts'
import { aborted, targets, useWorkerBench } from './testing/worker-bench.ts'

const bench = useWorkerBench()

describe('canceling', () => {
  it('reaches the engine at once, and is final when its scratch folder is gone', async () => {
    let reason: unknown
    bench.start(
      targets(async (_, { signal, scratch }) => {
        await writeFile(join(scratch, 'x'), 'x')
        return await aborted(signal).catch((error: unknown) => {
          reason = error
          throw new Error('ffmpeg was killed')
        })
      }),
      { abortGraceMs: 60_000 },
    )
    const id = await bench.create()
    await vi.waitFor(async () => expect(await bench.scratchFolders()).toHaveLength(1), 60_000)
    await bench.store.cancel(id)
    expect((await bench.finished(id)).status).toBe('canceled')
    expect(reason).toBeInstanceOf(TaskCanceled)
    expect(await bench.scratchFolders()).toEqual([])
  })

  it('does not wait for an engine that ignores it, and frees its slot', async () => {
    const { promise: nudge, resolve: letGo } = Promise.withResolvers<TaskResult>()
    let began = false
    const using = targets(async ({ options }, { scratch }) => {
      await writeFile(join(scratch, 'x'), 'x')
      began = true
      return options.stubborn ? await nudge : {}
    })
    bench.start(using, { abortGraceMs: 50 })
    const id = await bench.create({ options: { stubborn: true } })
    await vi.waitFor(() => expect(began).toBe(true), 60_000)
    await bench.store.cancel(id)
    expect((await bench.finished(id)).status).toBe('canceled')
    expect((await bench.finished(await bench.create())).status).toBe('completed')
    expect(await bench.scratchFolders()).toHaveLength(1)
    letGo({})
    await vi.waitFor(async () => expect(await bench.scratchFolders()).toEqual([]), 60_000)
    expect((await bench.store.get(id))?.status).toBe('canceled')
  })

  it('reaches the engine at once, even if it comes while the task is claimed', async () => {
    const { store } = bench
    const claimMany: Store['claimMany'] = async (...wanted) => {
      const claimed = await store.claimMany(...wanted)
      for (const { kind, translationId } of claimed) if (kind === 'target') await store.cancel(translationId)
      return claimed
    }
    const waiting = targets((_, { signal }) => aborted(signal))
    bench.start(waiting, { store: { ...store, claimMany }, heartbeatMs: 3_600_000 })
    expect((await bench.finished(await bench.create())).status).toBe('canceled')
  })

  it('by another process is noticed with the next heartbeat', async () => {
    bench.start(
      targets((_, { signal }) => aborted(signal)),
      { heartbeatMs: 30 },
    )
    const id = await bench.create()
    await bench.begun(id)
    const other = await openSqliteStore({ path: join(bench.folder, 'store.db') })
    await other.cancel(id)
    await other.close()
    expect((await bench.finished(id)).status).toBe('canceled')
  })
})

describe('deleting', () => {
  it('a running translation stops its engine and leaves no file', async () => {
    let reason: unknown
    bench.start(
      targets(async (_, { signal, files, scratch }) => {
        await writeFile(join(scratch, 'x'), 'x')
        await files.put(join(scratch, 'x'), 'early')
        return await aborted(signal).catch((error: unknown) => {
          reason = error
          return {}
        })
      }),
    )
    const id = await bench.create()
    const prefix = join(bench.folder, 'files', 'translations', id)
    await vi.waitFor(async () => expect(await readdir(prefix)).toHaveLength(1), 60_000)
    await bench.store.remove(id)
    await vi.waitFor(
      async () => expect(await readdir(join(bench.folder, 'files', 'translations'))).toEqual([]),
      60_000,
    )
    expect(reason).toBeInstanceOf(LostLease)
    expect(await bench.scratchFolders()).toEqual([])
  })
})

describe('a lost lease', () => {
  it('ends the attempt and leaves nothing of it', async () => {
    const reasons: unknown[] = []
    const using = targets(async ({ attempt }, { signal, checkpoint }) => {
      if (attempt > 1) return {}
      await aborted(signal).catch((error: unknown) => reasons.push(error))
      await checkpoint.save('stolen').catch((error: unknown) => reasons.push(error))
      throw new EngineError('late', 'Too late.')
    })
    bench.start(using, { heartbeatMs: 300, leaseMs: 30 })
    const id = await bench.create()
    await bench.begun(id)
    const stolen = await vi.waitFor(async () => {
      const claimed = await bench.store.claim('thief', ['e'], 60_000)
      return claimed ?? expect.unreachable('The lease has not run out.')
    }, 60_000)
    await vi.waitFor(() => expect(reasons).toHaveLength(2), 60_000)
    expect(reasons.every((reason) => reason instanceof LostLease)).toBe(true)
    expect((await bench.store.get(id))?.status).toBe('running')
    await bench.store.complete(stolen.lease, {})
    expect((await bench.finished(id)).status).toBe('completed')
  })
})

describe('an engine that hangs', () => {
  it('frees its slot and is tried again, then fails with a code', async () => {
    const hanging = targets(async ({ options }) =>
      options['hangs'] ? await new Promise<never>(() => {}) : {},
    )
    bench.start(hanging, { stallMs: 40, abortGraceMs: 5 })
    const hung = await bench.create({ options: { hangs: true }, maxAttempts: 1 })
    const next = await bench.create({ options: {} })
    expect((await bench.finished(next)).status).toBe('completed')
    expect(await bench.finished(hung)).toMatchObject({ status: 'error', error: { code: 'stalled' } })
    const again = await bench.create({ options: { hangs: true }, maxAttempts: 2 })
    await vi.waitFor(
      async () => expect((await bench.store.events(again)).map(({ type }) => type)).toContain('retrying'),
      60_000,
    )
  })

  it('is distinguished from an engine that reports progress, however slow', async () => {
    const slow = targets(async (_, { progress, checkpoint, signal }) => {
      for (let step = 0; step < 8; step++) {
        await delay(60, undefined, { signal })
        if (step % 2) progress({ progress: 0 })
        else await checkpoint.save(step)
      }
      return {}
    })
    bench.start(slow, { stallMs: 400 })
    expect((await bench.finished(await bench.create())).status).toBe('completed')
  })
})
