import { describe, expect, it } from 'vitest'
import type { ProgressUpdate } from '../engine.ts'
import { createStageProgress } from './progress.ts'

const WEIGHTS = { steps: { translate: 1, synthesize: 8, render: 1 }, perSecond: 0.5 }

function setUp() {
  const updates: ProgressUpdate[] = []
  const clock = { ms: 0 }
  const progress = createStageProgress(
    WEIGHTS,
    (update) => updates.push(update),
    () => clock.ms,
  )
  return { updates, clock, progress }
}

describe('progress of a task', () => {
  it('weighs each stage by its time and never goes back', () => {
    const { updates, progress } = setUp()
    progress.start('translate', 'translate')(1)
    const report = progress.start('synthesize', 'synthesize')
    for (const fraction of [0.25, 0.5, 0.4, 1]) report(fraction)
    progress.start('render', 'render')(1)
    const values = updates.map((update) => update.progress ?? 0)
    expect(values.map((value) => Number(value.toFixed(2)))).toEqual([0, 0.1, 0.1, 0.3, 0.5, 0.5, 0.9, 0.9, 1])
    expect(Math.max(...values)).toBeLessThan(1)
  })

  it('estimates from the length of the source first, and from its own speed once that is measured', () => {
    const { updates, clock, progress } = setUp()
    progress.setSeconds(100)
    progress.start('translate', 'translate')
    expect(updates.at(-1)?.expectedSeconds).toBe(50)
    const report = progress.start('synthesize', 'synthesize')
    clock.ms = 20_000
    report(0.5)
    expect(updates.at(-1)?.expectedSeconds).toBeCloseTo(20)
  })

  it('ignores the steps of an earlier attempt when it measures its own speed', () => {
    const { updates, clock, progress } = setUp()
    progress.setSeconds(100)
    progress.skip('translate')
    const report = progress.start('synthesize', 'synthesize')
    expect(updates.at(-1)?.progress).toBeCloseTo(0.1)
    clock.ms = 10_000
    report(0.5)
    expect(updates.at(-1)?.expectedSeconds).toBeCloseTo(12.5)
  })
})
