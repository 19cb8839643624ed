import type { Job, JobTarget } from './job.ts'

/** How much of its timeline a job has behind it at an instant. */
export function elapsedMs({ createdAtMs, leaps }: Job, nowMs: number): number {
  const leapt = leaps.filter(({ atMs }) => atMs <= nowMs).reduce((sum, { byMs }) => sum + byMs, 0)
  return nowMs - createdAtMs + leapt
}

/** The instant at which so much of it lies behind: what a leap passed over happened in the instant of the leap. */
export function instantOf({ createdAtMs, leaps }: Job, elapsed: number): number {
  let atMs = createdAtMs + elapsed
  for (const leap of leaps) {
    if (atMs <= leap.atMs) return atMs
    atMs = Math.max(leap.atMs, atMs - leap.byMs)
  }
  return atMs
}

/** Where in its timeline a target that gets stuck stands still; Infinity for others. */
export function stopMs({ behaviour: { stuckAt } }: Job, { timeline }: JobTarget): number {
  if (stuckAt === undefined) return Infinity
  const { startMs, plannedEndMs } = timeline
  // The end itself is never reached, however near it is.
  return startMs + Math.floor(stuckAt * Math.max(0, plannedEndMs - startMs - 1))
}

/** The next simulated instant at which something about the job changes by itself. */
export function nextChangeAtMs(job: Job, nowMs: number): number | undefined {
  const instants = job.targets.flatMap((target) => {
    if (target.ended) return []
    const next = target.timeline.nextChangeMs(elapsedMs(job, nowMs))
    return next === undefined || next > stopMs(job, target) ? [] : [instantOf(job, next)]
  })
  return instants.length > 0 ? Math.min(...instants) : undefined
}

/** How many changes of a target lie behind it, and when the last was. */
export function changesOf(target: JobTarget, job: Job, nowMs: number): { count: number; lastAtMs: number } {
  const { timeline, ended } = target
  const untilMs = Math.min(elapsedMs(job, ended?.atMs ?? nowMs), stopMs(job, target))
  const changes: number[] = []
  let next = timeline.nextChangeMs(0)
  for (; next !== undefined && next <= untilMs; next = timeline.nextChangeMs(next)) changes.push(next)
  return { count: changes.length, lastAtMs: ended?.atMs ?? instantOf(job, changes.at(-1) ?? 0) }
}
