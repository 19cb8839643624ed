import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createPauses } from './pauses.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A job, and how many milliseconds of a time it was at work. */
function createJob() {
  let isPaused = false
  let pauses = 0
  const pause = () => {
    isPaused = true
    pauses++
    return () => void (isPaused = false)
  }
  const workedMs = async (durationMs: number) => {
    let worked = 0
    for (let at = 0; at < durationMs; at += 10) {
      if (!isPaused) worked += 10
      await vi.advanceTimersByTimeAsync(10)
    }
    return worked
  }
  return { pause, workedMs, isPaused: () => isPaused, pauses: () => pauses }
}

const urgent = (ms: number) => () => new Promise<void>((resolve) => setTimeout(resolve, ms))

it('a long job stands still from the first urgent line to the end of the last one', async () => {
  const job = createJob()
  const hurry = createPauses(job)
  const lines = [hurry(urgent(2_000)), hurry(urgent(3_000))]
  expect(await job.workedMs(3_000)).toBe(0)
  await Promise.all(lines)
  expect([job.isPaused(), job.pauses()]).toEqual([false, 1])
})

it('a line that fails lets the job go on', async () => {
  const job = createJob()
  await expect(createPauses(job)(() => Promise.reject(new Error('no voice')))).rejects.toThrow('no voice')
  expect(job.isPaused()).toBe(false)
})

it('beside one line without end, or one after the other, the job gets a fifth of the time', async () => {
  for (const lineMs of [1_000_000, 1_000]) {
    const job = createJob()
    const hurry = createPauses(job)
    const speak = async () => {
      for (let at = 0; at < 100_000; at += lineMs) await hurry(urgent(lineMs))
    }
    void speak()
    const worked = await job.workedMs(100_000)
    expect(worked).toBeGreaterThan(15_000)
    expect(worked).toBeLessThan(25_000)
  }
})
