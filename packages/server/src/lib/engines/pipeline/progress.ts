import { performance } from 'node:perf_hooks'
import type { Stage } from 'video-translation-client'
import type { ProgressUpdate } from '../engine.ts'

/** Progress over the steps of one task. */
export interface StageProgress {
  /** Begins a step; what it gives takes how far the step is, from 0 to 1. */
  start(step: string, stage: Stage): (fraction: number) => void
  /** Counts a step that an earlier attempt finished. */
  skip(step: string): void
  /** Learned on the way: how long the source is. Lets the estimate begin before anything is measured. */
  setSeconds(seconds: number): void
}

/** What share of the task's time each step takes, and what the whole takes per second of media on two cores. */
export interface Weights {
  steps: Record<string, number>
  perSecond: number
}

/** From here on the pace of this very run says more than the pace of others. */
const TRUSTED_FRACTION = 0.2

/** Tells `tell` the progress over all steps: it never goes back, and 1 is left to the end of the task. */
export function createStageProgress(
  weights: Weights,
  tell: (update: ProgressUpdate) => void,
  now: () => number = () => performance.now(),
): StageProgress {
  const total = Object.values(weights.steps).reduce((sum, weight) => sum + weight, 0)
  const startedAt = now()
  let finished = 0
  let skipped = 0
  let highest = 0
  let seconds = 0

  const remaining = (progress: number): number | undefined => {
    const worked = progress - skipped
    const elapsed = (now() - startedAt) / 1000
    if (worked >= TRUSTED_FRACTION) return (elapsed * (1 - progress)) / worked
    return seconds > 0 ? seconds * weights.perSecond * (1 - progress) : undefined
  }
  const report = (progress: number, stage?: Stage): void => {
    highest = Math.max(highest, Math.min(progress, 0.999))
    tell({ stage, progress: highest, expectedSeconds: remaining(highest) })
  }
  const shareOf = (step: string): number => (weights.steps[step] ?? 0) / total

  return {
    start(step, stage) {
      const base = finished
      const share = shareOf(step)
      finished += share
      report(base, stage)
      return (fraction) => report(base + share * Math.min(1, Math.max(0, fraction)), stage)
    },
    skip(step) {
      finished += shareOf(step)
      skipped += shareOf(step)
      highest = Math.max(highest, finished)
    },
    setSeconds: (value) => void (seconds = value),
  }
}
