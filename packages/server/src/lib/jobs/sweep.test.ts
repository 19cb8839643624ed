import Database from 'better-sqlite3'
import { randomUUID } from 'node:crypto'
import { copyFile, readdir, writeFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openSqliteStore } from '../store/sqlite/open-sqlite-store.ts'
import type { Store } from '../store/store.ts'
import { sweepFiles } from './sweep.ts'
import { aborted, targets, useWorkerBench } from './testing/worker-bench.ts'

const bench = useWorkerBench()

async function keys(): Promise<string[]> {
  const found: string[] = []
  for await (const key of bench.files.list()) found.push(key)
  return found.toSorted()
}

async function put(key: string): Promise<string> {
  const path = join(bench.folder, randomUUID())
  await writeFile(path, key)
  await bench.files.put(key, path)
  return key
}

const sweep = () => sweepFiles(bench, new AbortController().signal)

function damage(sql: string): void {
  const database = new Database(join(bench.folder, 'store.db'))
  database.exec(sql)
  database.close()
}

describe('a sweep', () => {
  it('removes the files of deleted translations, and files outside of all translations', async () => {
    await put('translations/tr_gone/task/a1/es.mp4')
    await put('constants/0a1b')
    const id = await bench.create()
    const kept = await put(`translations/${id}/shared/clip.flac`)
    expect(await sweep()).toBe(2)
    expect(await keys()).toEqual([kept])
    expect(await readdir(join(bench.folder, 'files', 'translations'))).toEqual([id])
  })

  it('leaves all files of a task that has not ended', async () => {
    const worker = bench.start(targets((_, { signal }) => aborted(signal)))
    const id = await bench.create()
    await bench.begun(id)
    const task = (await bench.store.get(id))?.targetTasks[0]?.id
    const key = await put(`translations/${id}/${task}/a1/es.mp4`)
    expect(await sweep()).toBe(0)
    expect(await keys()).toEqual([key])
    await worker.stop()
  })

  it.each([
    ['artifacts', `artifacts = substr(artifacts, 1, 10), output = substr(output, 1, 5)`],
    ['artifacts of another shape', `artifacts = '{}', output = null`],
    ['output', `output = '{', artifacts = '[]'`],
    ['error', `error = 'x', artifacts = '[]', output = null`],
  ])('keeps the files of a finished task whose row is damaged (%s), and logs it', async (_, columns) => {
    const { id, key } = await finishedWithVideo()
    damage(`update tasks set ${columns}`)
    expect(await sweep()).toBe(0)
    expect(await keys()).toEqual([key])
    expect(bench.lines).toContainEqual(
      expect.objectContaining({ translationId: id, message: expect.stringContaining('damaged') }),
    )
  })

  it('keeps the files of a translation that was ended because of damage, or has lost the rows of its tasks', async () => {
    const { id, key } = await finishedWithVideo()
    damage(
      `update tasks set artifacts = '[]', output = null, status = 'error',
       error = '{"code":"data_damaged","message":""}'`,
    )
    expect(await sweep()).toBe(0)
    damage(`delete from tasks where translation_id = '${id}'`)
    expect(await sweep()).toBe(0)
    expect(await keys()).toEqual([key])
  })

  it('removes the files that a killed worker left of a canceled task', async () => {
    const id = await bench.create()
    const task = (await bench.store.get(id))?.targetTasks[0]?.id
    await bench.store.cancel(id)
    await put(`translations/${id}/${task}/a1/es.mp4`)
    await put(`translations/${id}/${task}/a2/intermediate/dub.wav`)
    expect(await sweep()).toBe(2)
    expect(await keys()).toEqual([])
  })

  it('removes nothing of translations that are created, run and finished meanwhile', async () => {
    const worker = bench.start(
      targets(async (task, { files, scratch, checkpoint }) => {
        const language = task.kind === 'target' ? task.language : ''
        await writeFile(join(scratch, 'cues'), language)
        await checkpoint.save(await files.put(join(scratch, 'cues'), 'cues.json'))
        await writeFile(join(scratch, 'out'), language)
        const key = await files.put(join(scratch, 'out'), `${language}.mp4`)
        return { artifacts: [{ name: `${language}.mp4`, key, mediaType: 'video/mp4' }] }
      }, 8),
    )
    const over = new AbortController()
    const sweeping = (async () => {
      while (!over.signal.aborted) await sweep()
    })()
    const ids = await Promise.all(Array.from({ length: 40 }, () => bench.create({ to: ['es', 'fr'] })))
    for (const id of ids) {
      const { status, targetTasks } = await bench.finished(id)
      expect(status).toBe('completed')
      for (const { artifacts } of targetTasks) {
        for (const { key = '' } of artifacts) expect(await bench.files.size(key)).toBe(2)
      }
    }
    over.abort()
    await sweeping
    await worker.stop()
    expect(await keys()).toHaveLength(80)
  })
})

describe('a sweep beside an older database', () => {
  const open = () => openSqliteStore({ path: join(bench.folder, 'other.db') })
  const translation = { owner: '', engine: 'e', source: { url: 'https://host/a.mp4' }, options: {} }
  const createIn = async (store: Store) => {
    const created = await store.create({ ...translation, to: ['es'], maxAttempts: 3 })
    if (typeof created === 'string') throw new Error(created)
    return created.translation.id
  }
  const sweepOf = (store: Store, files = bench.files) =>
    sweepFiles({ ...bench, store, files }, new AbortController().signal)
  const begunMs = Date.now()
  const openAt = (hour: number) =>
    openSqliteStore({ path: join(bench.folder, 'other.db'), clock: () => begunMs + hour * 3600_000 })
  const restarted = async (store: Store) => {
    await store.close()
    return await open()
  }

  it('keeps the files of translations that only the newer database knows, in later runs too', async () => {
    let store = await open()
    await createIn(store)
    await store.close()
    await copyFile(join(bench.folder, 'other.db'), join(bench.folder, 'copy.db'))
    store = await open()
    await delay(2)
    const id = await createIn(store)
    const video = await put(`translations/${id}/task/a1/es.mp4`)
    await store.close()
    await copyFile(join(bench.folder, 'copy.db'), join(bench.folder, 'other.db'))
    await delay(2)
    store = await open()
    expect(await sweepOf(store)).toBe(0)
    expect(bench.lines).toContainEqual(
      expect.objectContaining({ translationId: id, message: expect.stringContaining('older') }),
    )
    store = await restarted(await restarted(store))
    expect(await sweepOf(store)).toBe(0)
    expect(await keys()).toContain(video)
    await store.close()
  })

  it('keeps them after a restart before the end of the first sweep, and for other nodes', async () => {
    const newer = await open()
    const id = await createIn(newer)
    const video = await put(`translations/${id}/task/a1/es.mp4`)
    await newer.close()
    await rm(join(bench.folder, 'other.db'))
    await delay(2)
    // It knows nothing, is closed before it has swept, and saves its clock as it closes.
    await (await open()).close()
    const nodes = [await open(), await open()]
    expect(await sweepOf(nodes[0] as Store)).toBe(0)
    expect(await sweepOf(nodes[1] as Store)).toBe(0)
    expect(await keys()).toContain(video)
    await Promise.all(nodes.map((store) => store.close()))
  })

  it('keeps them although the storage lists them only after the first sweep and a restart', async () => {
    await (await openAt(0)).close()
    await copyFile(join(bench.folder, 'other.db'), join(bench.folder, 'copy.db'))
    const newer = await openAt(1)
    const id = await createIn(newer)
    const video = await put(`translations/${id}/task/a1/es.mp4`)
    await newer.close()
    await copyFile(join(bench.folder, 'copy.db'), join(bench.folder, 'other.db'))
    const restored = await openAt(2)
    const unlisted = async function* () {
      yield* [] as string[]
    }
    expect(await sweepOf(restored, { ...bench.files, list: unlisted })).toBe(0)
    await restored.close()
    const store = await openAt(3)
    expect(await sweepOf(store)).toBe(0)
    expect(await keys()).toContain(video)
    await store.close()
  })

  it('knows of a long gap for a day', async () => {
    const gapsAt = async (hour: number) => {
      const store = await openAt(hour)
      await sweepOf(store)
      await store.close()
      return store.gaps.length
    }
    const found = []
    for (const hour of [0, 1, 2, 30, 30]) found.push(await gapsAt(hour))
    // The second opening at 30 knows its own gap, and the one from 2 to 30.
    expect(found).toEqual([1, 2, 3, 4, 2])
  })

  it('keeps them after a restart, also if the older one is only minutes old', async () => {
    const path = join(bench.folder, 'other.db')
    await (await openAt(0)).close()
    await copyFile(path, join(bench.folder, 'copy.db'))
    const newer = await openAt(2 / 60)
    const id = await createIn(newer)
    const video = await put(`translations/${id}/task/a1/es.mp4`)
    await newer.close()
    await copyFile(join(bench.folder, 'copy.db'), path)
    await (await openAt(4 / 60)).close()
    const store = await openAt(4 / 60)
    expect(await sweepOf(store)).toBe(0)
    expect(await keys()).toContain(video)
    await store.close()
  })

  it('removes the files of a translation that was deleted right before the server was killed', async () => {
    const store = await open()
    const id = await createIn(store)
    await put(`translations/${id}/task/a1/es.mp4`)
    await store.remove(id)
    await delay(2)
    const next = await open()
    expect(await sweepOf(next)).toBe(1)
    expect(await keys()).toEqual([])
    await Promise.all([store.close(), next.close()])
  })
})

async function finishedWithVideo(): Promise<{ id: string; key: string }> {
  let key = ''
  const worker = bench.start(
    targets(async (_, { files, scratch }) => {
      await writeFile(join(scratch, 'out'), 'video')
      key = await files.put(join(scratch, 'out'), 'es.mp4')
      return { output: { key }, artifacts: [{ name: 'es.mp4', key, mediaType: 'video/mp4' }] }
    }),
  )
  const id = await bench.create()
  await bench.finished(id)
  await worker.stop()
  return { id, key }
}
