import type { Followers } from './followers.ts'
import type { SimulatedJob } from './job.ts'
import type { JobView } from './job-view.ts'
import type { TargetView } from './target-view.ts'

/** One end: of a target, or of the whole job after its last target. */
export interface End {
  readonly view: JobView
  /** Absent for the end of the whole job. */
  readonly target?: TargetView
}

interface ObservedJobs {
  follow: Followers['follow']
  view(job: SimulatedJob): JobView
}

/** Calls back once as each target ends, then once for the whole job: the moments for webhooks. */
export function onEnds({ follow, view }: ObservedJobs, job: SimulatedJob, onEnd: (end: End) => void): void {
  const reported = new Set<string>()
  const reportNewEnds = (current: JobView | undefined): void => {
    for (const target of current?.targets ?? []) {
      const isOpen = target.endedAtMs === undefined || target.status === 'needs_input'
      if (isOpen || reported.has(target.language)) continue
      reported.add(target.language)
      if (current) onEnd({ view: current, target })
    }
    if (!current || reported.size < current.targets.length) return
    stop()
    onEnd({ view: current })
  }

  const stop = follow(job, reportNewEnds)
  reportNewEnds(view(job))
}
