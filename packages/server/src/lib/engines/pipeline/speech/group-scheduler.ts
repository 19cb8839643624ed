/**
 * Runs jobs of one group at a time, several of them at once. It changes to another group when the
 * current one has no jobs left or has run for long enough.
 */
export interface GroupScheduler<job> {
  add(job: job): void
  /** Removes a job that has not started. Returns false for any other job. */
  remove(job: job): boolean
  readonly idle: boolean
}

export interface GroupSchedulerOptions<job> {
  groupOf(job: job): string
  /** Runs a job. The function that it resolves with is called after the slot is free. */
  run(job: job): Promise<() => void>
  /** Most jobs, all of one group, that run at once. */
  concurrency: number
  /** How long a group may run while another one waits. */
  groupMs: number
  /** Called when no job is left. */
  onIdle(): void
}

/** Callers usually submit their next job at once, and changing the group is expensive. */
const NEXT_JOB_WAIT_MS = 50

export function createGroupScheduler<job>(options: GroupSchedulerOptions<job>): GroupScheduler<job> {
  const { groupOf, concurrency, groupMs, onIdle } = options
  const waiting: job[] = []
  let current = { group: '', startedMs: 0 }
  let running = 0
  let nextJobTimer: NodeJS.Timeout | undefined

  const isTimeUp = () => Date.now() - current.startedMs > groupMs
  const indexInGroup = () => waiting.findIndex((job) => groupOf(job) === current.group)
  const indexInOthers = () => waiting.findIndex((job) => groupOf(job) !== current.group)

  const takeNext = (): job | undefined => {
    const inGroup = indexInGroup()
    const inOthers = indexInOthers()
    if (inGroup >= 0 && !(isTimeUp() && inOthers >= 0)) return waiting.splice(inGroup, 1)[0]
    // Two groups never run side by side.
    if (running > 0 || inOthers < 0) return undefined
    const [job] = waiting.splice(inOthers, 1)
    if (job !== undefined) current = { group: groupOf(job), startedMs: Date.now() }
    return job
  }

  const fillSlots = (): void => {
    clearTimeout(nextJobTimer)
    while (running < concurrency) {
      const job = takeNext()
      if (job === undefined) break
      running += 1
      void run(job)
    }
    if (running === 0 && waiting.length === 0) onIdle()
  }

  const run = async (job: job): Promise<void> => {
    const settle = await options.run(job)
    running -= 1
    settle()
    clearTimeout(nextJobTimer)
    const mayContinue = waiting.length > 0 && indexInGroup() < 0 && !isTimeUp()
    if (mayContinue) nextJobTimer = setTimeout(fillSlots, NEXT_JOB_WAIT_MS)
    else fillSlots()
  }

  return {
    add(job) {
      waiting.push(job)
      fillSlots()
    },
    remove(job) {
      const index = waiting.indexOf(job)
      if (index >= 0) waiting.splice(index, 1)
      return index >= 0
    },
    get idle() {
      return running === 0 && waiting.length === 0
    },
  }
}
