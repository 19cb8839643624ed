import type { JobTarget, SimulatedJob } from './job.ts'

/** Position of a job in its timeline at an instant. */
export function elapsedMs({ createdAtMs, skips }: SimulatedJob, nowMs: number): number {
  const skippedMs = skips.filter(({ atMs }) => atMs <= nowMs).reduce((sum, { byMs }) => sum + byMs, 0)
  return nowMs - createdAtMs + skippedMs
}

/**
 * Instant of a position in the timeline. A skip gives its own instant to every position it passed
 * over.
 */
export function instantOf({ createdAtMs, skips }: SimulatedJob, elapsed: number): number {
  let atMs = createdAtMs + elapsed
  for (const skip of skips) {
    if (atMs <= skip.atMs) return atMs
    atMs = Math.max(skip.atMs, atMs - skip.byMs)
  }
  return atMs
}

/**
 * Position in the timeline at which a target stops, stuck or for a person. Infinity: it goes on.
 */
export function stopMs({ behaviour: { stuckAt } }: SimulatedJob, target: JobTarget): number {
  const { timeline, stopMs: awaitedMs = Infinity } = target
  return Math.min(awaitedMs, stuckMs(stuckAt, timeline))
}

function stuckMs(stuckAt: number | undefined, timeline: JobTarget['timeline']): number {
  if (stuckAt === undefined) return Infinity
  const { startMs, plannedEndMs } = timeline
  // Even `stuckAt: 1` must not reach the end.
  return startMs + Math.floor(stuckAt * Math.max(0, plannedEndMs - startMs - 1))
}

/** The next simulated instant at which the job changes by its timeline. */
export function nextChangeAtMs(job: SimulatedJob, nowMs: number): number | undefined {
  const instants = job.targets.flatMap((target) => {
    if (target.ended) return []
    const next = target.timeline.nextChangeMs(elapsedMs(job, nowMs))
    return next === undefined || next > stopMs(job, target) ? [] : [instantOf(job, next)]
  })
  return instants.length > 0 ? Math.min(...instants) : undefined
}

/** Counts the past changes of a target, and finds the instant of the last one. */
export function changesOf(
  target: JobTarget,
  job: SimulatedJob,
  nowMs: number,
): { count: number; lastAtMs: number } {
  const { timeline, ended } = target
  const untilMs = Math.min(elapsedMs(job, ended?.atMs ?? nowMs), stopMs(job, target))
  const changes: number[] = []
  let next = timeline.nextChangeMs(0)
  for (; next !== undefined && next <= untilMs; next = timeline.nextChangeMs(next)) changes.push(next)
  return { count: changes.length, lastAtMs: ended?.atMs ?? instantOf(job, changes.at(-1) ?? 0) }
}
