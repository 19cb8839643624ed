import { performance } from 'node:perf_hooks'
import type { Stage } from 'video-translation-client'
import type { ProgressUpdate } from '../engine.ts'

/** Progress over the steps of one task. */
export interface StageProgress {
  /** Starts a step. Call the returned function with the step's progress, from 0 to 1. */
  start(step: string, stage: Stage): (fraction: number) => void
  /** Counts a step that an earlier attempt finished. */
  skip(step: string): void
  /** Sets the length of the source, for an estimate before anything is measured. */
  setSeconds(seconds: number): void
}

/** Relative time of each step, and seconds of the whole task per second of media on two cores. */
export interface Weights {
  steps: Record<string, number>
  perSecond: number
}

/** From this progress on, the measured speed gives a better estimate than the weights. */
const TRUSTED_FRACTION = 0.2

/** Sends the progress over all steps to `send`. It never goes back and stays below 1. */
export function createStageProgress(
  weights: Weights,
  send: (update: ProgressUpdate) => void,
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
    send({ stage, progress: highest, expectedSeconds: remaining(highest) })
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
