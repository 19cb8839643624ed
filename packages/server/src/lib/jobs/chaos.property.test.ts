import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Engine, Log } from '../engines/engine.ts'
import { createDirectoryStore } from '../files/directory-store.ts'
import { openSqliteStore } from '../store/sqlite/open-sqlite-store.ts'
import type { Store } from '../store/store.ts'
import { createWorker, type Worker, type WorkerOptions } from './worker.ts'

it('every translation ends correctly with results of one attempt, whatever happens to workers', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'chaos-'))
  await mkdir(join(folder, 'scratch'))
  const store = await openSqliteStore({ path: join(folder, 'store.db') })
  const files = createDirectoryStore(join(folder, 'files'))
  const random = seeded(42)
  const options = { files, engines: [createSlowEngine(random)], scratchRoot: join(folder, 'scratch'), random }
  const ids: string[] = []
  const happened = new Set<string>()
  const crew = Array.from({ length: 3 }, () => hire(store, options))
  const everyone = [...crew]

  const wasSeen = (type: string) => happened.has(type)
  for (let round = 0; !['recovered', 'released', 'retrying'].every(wasSeen);) {
    // Whether work is hit depends on the speed of the machine, so there is as much as it takes.
    ids.push(...(await createMany(store, 8)))
    for (; (await store.counts()).translations.completed !== ids.length; round++) {
      const index = Math.floor(random() * crew.length)
      // Half of them leave in order, the others lose the store and work on without knowing it.
      if (round % 2 === 0) await crew[index]?.worker.stop()
      else crew[index]?.cut()
      crew[index] = hire(store, options)
      everyone.push(crew[index])
      await delay(20 + random() * 60)
    }
    for (const id of ids) for (const { type } of await store.events(id)) happened.add(type)
  }

  for (const translation of await store.getMany(ids)) {
    expect(translation.status).toBe('completed')
    const events = await store.events(translation.id)
    for (const { id, language, artifacts } of translation.targetTasks) {
      expect(
        events.filter((event) => event.type === 'completed' && event.language === language),
      ).toHaveLength(1)
      const [path = '', ...others] = await Promise.all(
        artifacts.map(({ key }) => files.localPath(key ?? '', folder)),
      )
      expect(others).toEqual([])
      const written = JSON.parse(await readFile(path, 'utf8')) as { task: string; attempt: number }
      expect(written.task).toBe(id)
      expect(artifacts[0]?.key).toContain(`/${id}/a${written.attempt}/`)
    }
  }
  await Promise.all(everyone.map(({ worker }) => worker.stop()))
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

/**
 * French fails at first. Three steps, each kept by a checkpoint; then a file that says who wrote
 * it.
 */
function createSlowEngine(random: () => number): Engine {
  const info = { name: 'e', description: '', ready: true, problems: [], languages: [], options: {} }
  return {
    name: 'e',
    concurrency: 2,
    describe: async () => info,
    check: async () => [],
    async run(task, { checkpoint, progress, files, scratch }) {
      if (task.kind === 'target' && task.language === 'fr' && task.attempt === 1) throw new Error('bad luck')
      for (let step = Number(checkpoint.value ?? 0); step < 3; step++) {
        await delay(random() * 25)
        progress({ progress: (step + 1) / 4 })
        await checkpoint.save(step + 1)
      }
      if (task.kind === 'source') return { output: 'heard' }
      const path = join(scratch, 'out')
      await writeFile(path, JSON.stringify({ task: task.id, attempt: task.attempt }))
      const key = await files.put(path, 'out.json')
      return { artifacts: [{ name: 'out.json', key, mediaType: 'application/json' }] }
    },
  }
}

type CrewOptions = Pick<WorkerOptions, 'files' | 'engines' | 'scratchRoot' | 'random'>

/** A worker whose way to the store can be cut for good, as by a broken network. */
function hire(store: Store, options: CrewOptions): { worker: Worker; cut: () => void } {
  let isCut = false
  const line = new Proxy(store, {
    get: (target, name: keyof Store) => {
      if (isCut) return () => Promise.reject(new Error('The store is out of reach.'))
      return target[name]
    },
  })
  const worker = createWorker({
    ...options,
    store: line,
    uploads: (id) => id,
    log: SILENT,
    leaseMs: 80,
    heartbeatMs: 20,
    idleMs: 20,
    progressMs: 5,
    abortGraceMs: 10,
  })
  worker.start()
  return { worker, cut: () => (isCut = true) }
}

const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} }

async function createMany(store: Store, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let index = 0; index < count; index++) {
    const source = { url: 'https://host/a.mp4' }
    const made = await store.create({
      owner: '',
      engine: 'e',
      source,
      to: ['es', 'fr'],
      options: {},
      maxAttempts: 99,
    })
    if (typeof made !== 'string') ids.push(made.translation.id)
  }
  return ids
}

function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
