import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import type { SideWork } from '../../engines/engine.ts'
import type { SideTaskStore } from '../../store/side-task-store.ts'
import { engine, useWorkerBench } from '../testing/worker-bench.ts'
import { createSideWorker } from './side-worker.ts'

const bench = useWorkerBench()
const RENDER = {
  previewOptions: () => ({}),
  previewNeeds: () => undefined,
  proxy: () => Promise.reject(new Error('none')),
}

it('owners take turns, and what the worker cannot do keeps nobody waiting', async () => {
  const translationId = await bench.create()
  const { sideTasks } = bench.store
  const asked = ['ann 1', 'ann 2', 'ann 3', 'bob 1', 'bob 2', 'eve 1']
  for (const [at, text] of asked.entries()) {
    const [owner = ''] = text.split(' ')
    const needs = owner === 'eve' || at === 0 ? 'render' : ''
    const task = { id: `pv_${at}`, kind: 'preview', owner, engine: 'e', needs, translationId } as const
    await sideTasks.add({ ...task, request: { text } }, Infinity)
  }
  const spoken: string[] = []
  const preview: SideWork['preview'] = async ({ text }) => {
    spoken.push(text)
    return { clip: 'none', seconds: 1 }
  }
  const worker = startWorker(preview)
  await vi.waitFor(() => expect(spoken).toHaveLength(4), 60_000)
  await worker.stop()
  expect(spoken).toEqual(['ann 2', 'bob 1', 'ann 3', 'bob 2'])
})

it('an attempt that made nothing leaves no file, and what stays with the translation counts to its owner', async () => {
  const translationId = await bench.create({ owner: 'ann' })
  const { sideTasks, owners } = bench.store
  const before = (await owners.usage('ann')).bytes
  const task = { id: 'pv_1', kind: 'preview', owner: 'ann', engine: 'e', needs: '', translationId } as const
  const fileOf = (attempt: number) => `translations/${translationId}/side/pv_1/a${attempt}/preview.wav`
  let isBroken = true
  const preview: SideWork['preview'] = async (_, { scratch, files, afterwards }) => {
    const [clip, take] = [join(scratch, 'clip'), join(scratch, 'take')]
    await writeFile(clip, 'x'.repeat(20))
    await writeFile(take, 'x'.repeat(300))
    const key = await files.put(clip, 'preview.wav')
    if (isBroken) throw new Error('no voice')
    afterwards(() => files.putShared(take, 'take.flac'))
    return { clip: key, seconds: 1 }
  }
  const worker = startWorker(preview)
  await sideTasks.add({ ...task, request: {} }, Infinity)
  await vi.waitFor(
    async () => expect(await sideTasks.find('pv_1')).toMatchObject({ status: 'error' }),
    60_000,
  )
  await vi.waitFor(async () => expect(await bench.files.size(fileOf(1))).toBeUndefined(), 60_000)
  isBroken = false
  await sideTasks.add({ ...task, request: {} }, Infinity)
  await vi.waitFor(
    async () => expect(await sideTasks.find('pv_1')).toMatchObject({ status: 'completed' }),
    60_000,
  )
  await worker.stop()
  expect([await bench.files.size(fileOf(1)), await bench.files.size(fileOf(2))]).toEqual([undefined, 20])
  await sideTasks.remove('pv_1')
  expect((await owners.usage('ann')).bytes - before).toBe(300)
})

it('a file stays if its outcome was stored, and only the answer of the database was lost', async () => {
  const translationId = await bench.create()
  const { sideTasks } = bench.store
  const task = { id: 'pv_1', kind: 'preview', owner: 'ann', engine: 'e', needs: '', translationId } as const
  const preview: SideWork['preview'] = async (_, { scratch, files }) => {
    const clip = join(scratch, 'clip')
    await writeFile(clip, 'x'.repeat(20))
    return { clip: await files.put(clip, 'preview.wav'), seconds: 1 }
  }
  const settle: SideTaskStore['settle'] = async (...call) => {
    await sideTasks.settle(...call)
    return false
  }
  const worker = startWorker(preview, { ...sideTasks, settle })
  await sideTasks.add({ ...task, request: {} }, Infinity)
  await vi.waitFor(
    async () => expect(await sideTasks.find('pv_1')).toMatchObject({ status: 'completed' }),
    60_000,
  )
  await worker.stop()
  expect(await bench.files.size(`translations/${translationId}/side/pv_1/a1/preview.wav`)).toBe(20)
})

function startWorker(preview: SideWork['preview'], sideTasks: SideTaskStore = bench.store.sideTasks) {
  const worker = createSideWorker({
    id: 'w',
    kind: 'preview',
    concurrency: 1,
    leaseMs: 10_000,
    idleMs: () => 60_000,
    sideTasks,
    files: bench.files,
    scratchRoot: bench.folder,
    log: bench.log,
    engines: [{ ...engine(async () => ({})), sideWork: { ...RENDER, preview } }],
    isOurs: async (_, { stage }) => stage !== 'render',
  })
  worker.start()
  return worker
}
