import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { EngineError } from '../engine-error.ts'
import { createDiskSpace } from '../files/disk-space.ts'
import type { FileStore } from '../files/file-store.ts'
import { WorkerStopping } from './abort-reasons.ts'
import { aborted, engine, targets, useWorkerBench } from './testing/worker-bench.ts'

const bench = useWorkerBench()

async function keysOf(files: FileStore): Promise<string[]> {
  const keys: string[] = []
  for await (const key of files.list()) keys.push(key)
  return keys
}

describe('a task', () => {
  it('is run by its engine, which passes on files and results', async () => {
    const using = engine(async (task, { files, scratch }) => {
      if (task.kind === 'source') return { output: { heard: task.source } }
      const path = join(scratch, 'out')
      await writeFile(path, JSON.stringify(task.prepared))
      const key = await files.put(path, `${task.language}.json`)
      return { artifacts: [{ name: `${task.language}.json`, key, mediaType: 'application/json' }] }
    })
    bench.start(using)
    const id = await bench.create({ source: { upload: 'up1', name: 'talk.mp4', bytes: 3 }, to: ['es', 'fr'] })
    const { status, targetTasks } = await bench.finished(id)
    expect(status).toBe('completed')
    for (const target of targetTasks) {
      const key = target.artifacts[0]?.key ?? ''
      expect(key).toBe(`translations/${id}/${target.id}/a1/${target.language}.json`)
      const content = await readFile(await bench.files.localPath(key, bench.folder), 'utf8')
      expect(JSON.parse(content)).toEqual({ heard: { file: join(bench.folder, 'up1'), name: 'talk.mp4' } })
    }
    expect(await bench.scratchFolders()).toEqual([])
  })

  it('finds the files that another task of its translation shared', async () => {
    const found: (string | undefined)[] = []
    const using = engine(async (task, { files, scratch }) => {
      found.push(await files.findShared('voice/a'))
      await writeFile(join(scratch, 'x'), 'shared')
      if (task.kind === 'source') await files.putShared(join(scratch, 'x'), 'voice/a')
      return {}
    })
    bench.start(using)
    const id = await bench.create()
    await bench.finished(id)
    expect(found).toEqual([undefined, `translations/${id}/shared/voice/a`])
  })

  it('keeps only the files that its result names, once it has ended', async () => {
    const using = targets(async ({ attempt }, { files, scratch, checkpoint }) => {
      const stored = async (name: string, put: (path: string, name: string) => Promise<string>) => {
        await writeFile(join(scratch, name), name)
        return await put(join(scratch, name), name)
      }
      const cues = await stored('cues.json', files.put)
      await stored('dub.wav', files.putIntermediate)
      await stored('clip.flac', files.putShared)
      await stored('es.mp4.bak', files.put)
      await checkpoint.save({ cues })
      if (attempt === 1) throw new EngineError('passing', 'Once more.', { retryable: true })
      const key = await stored('es.mp4', files.put)
      return { output: { cues }, artifacts: [{ name: 'es.mp4', key, mediaType: 'video/mp4' }] }
    })
    const worker = bench.start(using)
    const id = await bench.create()
    const { targetTasks } = await bench.finished(id)
    await worker.stop()
    const base = `translations/${id}/`
    const own = `${base}${targetTasks[0]?.id}/a2/`
    expect((await keysOf(bench.files)).toSorted()).toEqual(
      [`${own}cues.json`, `${own}es.mp4`, `${base}shared/clip.flac`].toSorted(),
    )
  })

  it('keeps the files that a later attempt can continue from, when it fails for good', async () => {
    const using = targets(async (_, { files, scratch, checkpoint }) => {
      for (const name of ['cues.json', 'left.json', 'dub.wav']) await writeFile(join(scratch, name), name)
      const cues = await files.put(join(scratch, 'cues.json'), 'cues.json')
      await files.put(join(scratch, 'left.json'), 'left.json')
      await files.putIntermediate(join(scratch, 'dub.wav'), 'dub.wav')
      await checkpoint.save({ cues })
      throw new EngineError('broken', 'No.')
    })
    const worker = bench.start(using)
    const id = await bench.create()
    const { targetTasks } = await bench.finished(id)
    await worker.stop()
    expect(await keysOf(bench.files)).toEqual([`translations/${id}/${targetTasks[0]?.id}/a1/cues.json`])
  })

  it('has the id and the language in each line of its log', async () => {
    bench.start(
      targets(async (_, { log }) => {
        log.info({ cue: 3 }, 'hello')
        return {}
      }),
    )
    const id = await bench.create()
    await bench.finished(id)
    expect(bench.lines).toContainEqual({
      translationId: id,
      language: 'es',
      attempt: 1,
      cue: 3,
      message: 'hello',
    })
  })

  it('stores its last progress before its end, and never more often than the interval allows', async () => {
    const seen: (number | undefined)[] = []
    const off = bench.store.onChange(async (id) => {
      const progress = (await bench.store.get(id))?.targetTasks[0]?.progress
      if (seen.at(-1) !== progress) seen.push(progress)
    })
    bench.start(
      targets(async (_, { progress }) => {
        for (let step = 1; step <= 90; step++) progress({ stage: 'translate', progress: step / 100 })
        throw new EngineError('full', 'No.')
      }),
    )
    const { targetTasks } = await bench.finished(await bench.create())
    off()
    expect(targetTasks[0]?.progress).toBe(0.9)
    expect(seen.length).toBeLessThanOrEqual(3)
  })

  it('runs in parallel with others of its engine, up to its concurrency', async () => {
    let now = 0
    let most = 0
    const using = targets(async () => {
      most = Math.max(most, ++now)
      await delay(20)
      now--
      return {}
    }, 2)
    bench.start(using)
    await bench.finished(await bench.create({ to: ['es', 'fr', 'de', 'it', 'pt'] }))
    expect(most).toBe(2)
  })
})

describe('a task that fails', () => {
  it('is not tried again after an error of the engine', async () => {
    let runs = 0
    bench.start(
      engine(async () => {
        runs++
        throw new EngineError('no_speech', 'Nobody speaks.')
      }),
    )
    const { status, error } = await bench.finished(await bench.create())
    expect({ status, error, runs }).toEqual({
      status: 'error',
      error: { code: 'no_speech', message: 'Nobody speaks.' },
      runs: 1,
    })
  })

  it('continues from its checkpoint when it is tried again', async () => {
    const values: unknown[] = []
    bench.start(
      targets(async (task, { checkpoint }) => {
        values.push(checkpoint.value)
        await checkpoint.save({ attempt: task.attempt })
        if (task.attempt < 2) throw new EngineError('busy', 'Later.', { retryable: true })
        return {}
      }),
    )
    const id = await bench.create()
    expect((await bench.finished(id)).status).toBe('completed')
    expect(values).toEqual([undefined, { attempt: 1 }])
    expect(await bench.store.events(id)).toContainEqual(
      expect.objectContaining({ type: 'retrying', message: 'Later.' }),
    )
  })

  it('for an unknown reason logs the cause and shows the user no internal details', async () => {
    bench.start(
      targets(async () => {
        throw new Error('password=hunter2 in /srv/secret')
      }),
    )
    const id = await bench.create({ maxAttempts: 2 })
    const { status, error, targetTasks } = await bench.finished(id)
    expect({ status, code: error?.code, attempt: targetTasks[0]?.attempt }).toEqual({
      status: 'error',
      code: 'internal',
      attempt: 2,
    })
    expect(JSON.stringify([error, await bench.store.events(id)])).not.toMatch(/hunter2|srv/)
    expect(bench.lines.filter(({ err }) => String(err).includes('hunter2'))).toHaveLength(2)
  })

  it('with a result that is not JSON ends as a defect of its engine', async () => {
    bench.start(engine(async () => ({ output: { big: 1n } })))
    expect(await bench.finished(await bench.create({ maxAttempts: 1 }))).toMatchObject({
      error: { code: 'internal' },
    })
  })
})

describe('stopping', () => {
  it('returns a task to the queue, and the next worker continues from its checkpoint', async () => {
    let reason: unknown
    const using = targets(async (_, { signal, checkpoint }) => {
      if (checkpoint.value === 'half') return {}
      await checkpoint.save('half')
      return await aborted(signal).catch((error: unknown) => {
        reason = error
        throw error
      })
    })
    const first = bench.start(using)
    const id = await bench.create({ maxAttempts: 1 })
    await vi.waitFor(() => expect(first.running).toBe(1), 60_000)
    await bench.begun(id)
    await first.stop()
    expect(reason).toBeInstanceOf(WorkerStopping)
    expect((await bench.store.get(id))?.targetTasks[0]?.status).toBe('pending')
    bench.start(using)
    expect((await bench.finished(id)).status).toBe('completed')
  })

  it('lets a task end within the grace period, and claims nothing more', async () => {
    const ending = Promise.withResolvers<void>()
    const using = targets(async () => {
      await ending.promise
      return {}
    })
    const worker = bench.start(using)
    const id = await bench.create({ to: ['es', 'fr'] })
    await bench.begun(id)
    const stopped = worker.stop({ graceMs: 60_000 })
    ending.resolve()
    await stopped
    const { targetTasks } = (await bench.store.get(id))!
    expect(targetTasks.map(({ status }) => status)).toEqual(['completed', 'pending'])
  })
})

describe('a full disk', () => {
  it('lets tasks wait, without a try, until there is space', async () => {
    let free = 10
    const space = createDiskSpace('unused', { reserveBytes: 100, freeBytes: async () => free })
    bench.start(
      targets(async () => ({})),
      { space, idleMs: 20 },
    )
    const id = await bench.create()
    await vi.waitFor(() => expect(bench.lines.at(-1)?.['message']).toContain('too full'), 60_000)
    await delay(100)
    expect(await bench.store.get(id)).toMatchObject({ status: 'pending', sourceTask: { attempt: 0 } })
    expect(bench.lines.filter(({ message }) => String(message).includes('too full'))).toHaveLength(1)
    free = 1_000
    expect((await bench.finished(id)).status).toBe('completed')
  })

  it('is checked again every five seconds, however rarely the worker looks for tasks', async () => {
    let free = 10
    const space = createDiskSpace('unused', { reserveBytes: 100, freeBytes: async () => free })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      bench.start(
        targets(async () => ({})),
        { space, idleMs: 3_600_000 },
      )
      const id = await bench.create()
      await vi.waitFor(() => expect(bench.lines.at(-1)?.['message']).toContain('too full'), 60_000)
      free = 1_000
      await vi.advanceTimersByTimeAsync(5_000)
      expect((await bench.finished(id)).status).toBe('completed')
    } finally {
      vi.useRealTimers()
    }
  })

  it('fails a task with storage_full, which is tried again later', async () => {
    bench.start(
      targets(async () => {
        throw new Error('The clip was not written', { cause: Object.assign(new Error(), { code: 'ENOSPC' }) })
      }),
    )
    const id = await bench.create({ maxAttempts: 2 })
    const retried = () => bench.lines.find(({ message }) => String(message).includes('tried again'))
    await vi.waitFor(() => expect(retried()).toBeDefined(), 60_000)
    expect(retried()).toMatchObject({ code: 'storage_full', delayMs: 30_000 })
    expect((await bench.store.get(id))?.status).not.toBe('error')
  })

  it('is a failure with its own code when no try is left', async () => {
    const space = createDiskSpace('unused', { reserveBytes: 100, freeBytes: async () => 1_000 })
    bench.start(
      targets(async (_, { reserveSpace }) => {
        await reserveSpace(5_000_000)
        return {}
      }),
      { space },
    )
    const { targetTasks } = await bench.finished(await bench.create({ maxAttempts: 1 }))
    expect(targetTasks[0]?.error).toEqual({
      code: 'storage_full',
      message: expect.stringContaining('5.0 MB are needed and 900 bytes are available'),
    })
  })

  it('space that a task reserved is released when it ends', async () => {
    const space = createDiskSpace('unused', { reserveBytes: 0, freeBytes: async () => 1_000 })
    bench.start(
      targets(async (_, { reserveSpace }) => {
        await reserveSpace(900)
        return {}
      }),
      { space },
    )
    for (const id of [await bench.create(), await bench.create()])
      expect((await bench.finished(id)).status).toBe('completed')
  })
})
