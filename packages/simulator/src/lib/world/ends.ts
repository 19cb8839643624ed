import type { Job } from './job.ts'
import type { Jobs } from './jobs.ts'
import type { Seen } from './seen.ts'
import type { SeenTarget } from './seen-target.ts'

/** One end: of a target, or of the whole job once every target has ended. */
export interface End {
  readonly seen: Seen
  /** Absent for the end of the whole. */
  readonly target?: SeenTarget
}

/** Calls back once for each target as it ends, and then once for the whole: when webhooks are due. */
export function onEnds(jobs: Pick<Jobs, 'follow' | 'see'>, job: Job, tell: (end: End) => void): void {
  const told = new Set<string>()
  const stop = jobs.follow(job, look)
  look(jobs.see(job))

  function look(seen: Seen | undefined): void {
    for (const target of seen?.targets ?? []) {
      const isOpen = target.endedAtMs === undefined || target.status === 'needs_input'
      if (isOpen || told.has(target.language)) continue
      told.add(target.language)
      if (seen) tell({ seen, target })
    }
    if (!seen || told.size < seen.targets.length) return
    stop()
    tell({ seen })
  }
}
