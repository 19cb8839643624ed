import { type Stage, STAGES } from 'video-translation-client'
import { elapsedMs, stopMs } from './elapsed.ts'
import type { JobTarget, SimulatedJob } from './job.ts'

/** Whether a target has finished a stage. */
export function hasPassed(stage: Stage, target: JobTarget, job: SimulatedJob, nowMs: number): boolean {
  const { ended, timeline } = target
  if (ended?.status === 'completed') return true
  const elapsed = Math.min(elapsedMs(job, ended?.atMs ?? nowMs), stopMs(job, target))
  const nextMs = startAfter(stage, target) ?? (timeline.outcome === 'completed' ? timeline.endMs : Infinity)
  return elapsed >= nextMs
}

/** Position at which the first stage after this one starts. */
export function startAfter(stage: Stage, { timeline }: JobTarget): number | undefined {
  const later = STAGES.slice(STAGES.indexOf(stage) + 1)
  return timeline.stages.find((each) => later.includes(each.stage))?.fromMs
}
