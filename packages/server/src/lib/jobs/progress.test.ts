import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ProgressUpdate } from '../engines/engine.ts'
import { createProgressRelay } from './progress.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function relay() {
  const written: ProgressUpdate[] = []
  const progress = createProgressRelay(async (update) => void written.push(update), 500)
  return { written, progress }
}

describe('progress', () => {
  it('is written at once and then at most twice a second, merged', async () => {
    const { written, progress } = relay()
    progress.report({ stage: 'translate' })
    await vi.advanceTimersByTimeAsync(0)
    expect(written).toEqual([{ stage: 'translate' }])
    for (let step = 0; step < 95; step++) {
      progress.report({ progress: step / 100, stage: undefined })
      await vi.advanceTimersByTimeAsync(10)
    }
    progress.report({ expectedSeconds: 3 })
    await vi.advanceTimersByTimeAsync(500)
    expect(written).toHaveLength(3)
    expect(written.at(-1)).toEqual({ progress: 0.94, expectedSeconds: 3 })
  })

  it('is written at once where a new stage begins, so that a short stage is in the history', async () => {
    const { written, progress } = relay()
    for (const stage of ['translate', 'synthesize', 'render'] as const) {
      progress.report({ stage, progress: 0.1 })
      progress.report({ stage, progress: 0.2 })
    }
    await vi.advanceTimersByTimeAsync(0)
    expect(written.map(({ stage }) => stage)).toEqual([
      'translate',
      'translate',
      'synthesize',
      'synthesize',
      'render',
    ])
    await vi.advanceTimersByTimeAsync(500)
    expect(written.slice(5)).toEqual([{ stage: 'render', progress: 0.2 }])
  })

  it('of stages that take turns is written no more often', async () => {
    const { written, progress } = relay()
    for (let turn = 0; turn < 50; turn++)
      for (const stage of ['translate', 'synthesize'] as const) progress.report({ stage, progress: 0.1 })
    await vi.advanceTimersByTimeAsync(500)
    expect(written.map(({ stage }) => stage)).toEqual(['translate', 'synthesize', 'synthesize'])
  })

  it('that is pending is written when the task ends, and nothing after that', async () => {
    const { written, progress } = relay()
    progress.report({ progress: 0.1 })
    progress.report({ progress: 0.9 })
    await progress.close()
    progress.report({ progress: 1 })
    await vi.advanceTimersByTimeAsync(5_000)
    expect(written).toEqual([{ progress: 0.1 }, { progress: 0.9 }])
  })
})

it('writes nothing for an update without values', async () => {
  const written: ProgressUpdate[] = []
  const progress = createProgressRelay(async (update) => void written.push(update), 500)
  progress.report({})
  await progress.close()
  expect(written).toEqual([])
})
