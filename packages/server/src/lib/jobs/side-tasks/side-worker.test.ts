import { expect, it, vi } from 'vitest'
import type { SideWork } from '../../engines/engine.ts'
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
    await sideTasks.add({ ...task, request: { text } })
  }
  const spoken: string[] = []
  const preview: SideWork['preview'] = async ({ text }) => {
    spoken.push(text)
    return { clip: 'none', seconds: 1 }
  }
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
  await vi.waitFor(() => expect(spoken).toHaveLength(4), 10_000)
  await worker.stop()
  expect(spoken).toEqual(['ann 2', 'bob 1', 'ann 3', 'bob 2'])
})
