/**
 * Runs jobs of one group at a time, several of them at once. It changes to another group when the
 * current one has no jobs left or has run for long enough.
 */
export interface GroupScheduler<job> {
  add(job: job): void
  /** Removes a job that has not started. Returns false for any other job. */
  remove(job: job): boolean
}

export interface GroupSchedulerOptions<job> {
  groupOf(job: job): string
  /** Runs a job. The function that it resolves with is called after the slot is free. */
  run(job: job): Promise<() => void>
  /** Most jobs, all of one group, that run at once. */
  concurrency: number
  /** How long a group may run while another one waits. */
  groupMs: number
}

/** Callers usually submit their next job at once, and changing the group is expensive. */
const NEXT_JOB_WAIT_MS = 50

export function createGroupScheduler<job>(options: GroupSchedulerOptions<job>): GroupScheduler<job> {
  const { concurrency } = options
  const queue: JobQueue<job> = { waiting: [], running: 0, group: '', groupStartedMs: 0 }
  let nextJobTimer: NodeJS.Timeout | undefined

  const fillSlots = (): void => {
    clearTimeout(nextJobTimer)
    while (queue.running < concurrency) {
      const job = takeNext(queue, options)
      if (job === undefined) break
      queue.running += 1
      void run(job)
    }
  }

  const run = async (job: job): Promise<void> => {
    const settle = await options.run(job)
    queue.running -= 1
    settle()
    clearTimeout(nextJobTimer)
    if (mayGetNextJob(queue, options)) nextJobTimer = setTimeout(fillSlots, NEXT_JOB_WAIT_MS)
    else fillSlots()
  }

  return {
    add(job) {
      queue.waiting.push(job)
      fillSlots()
    },
    remove(job) {
      const index = queue.waiting.indexOf(job)
      if (index >= 0) queue.waiting.splice(index, 1)
      return index >= 0
    },
  }
}

interface JobQueue<job> {
  waiting: job[]
  running: number
  /** The current group. */
  group: string
  groupStartedMs: number
}

type GroupRules<job> = Pick<GroupSchedulerOptions<job>, 'groupOf' | 'groupMs'>

function takeNext<job>(queue: JobQueue<job>, { groupOf, groupMs }: GroupRules<job>): job | undefined {
  const { waiting } = queue
  const inGroup = waiting.findIndex((job) => groupOf(job) === queue.group)
  const inOthers = waiting.findIndex((job) => groupOf(job) !== queue.group)
  if (inGroup >= 0 && !(inOthers >= 0 && isTimeUp(queue, groupMs))) return waiting.splice(inGroup, 1)[0]
  // Two groups never run side by side.
  if (queue.running > 0 || inOthers < 0) return undefined
  const [job] = waiting.splice(inOthers, 1)
  if (job !== undefined) Object.assign(queue, { group: groupOf(job), groupStartedMs: Date.now() })
  return job
}

/** Whether only other groups wait and the current one still has time, so its next job may come. */
function mayGetNextJob<job>(queue: JobQueue<job>, { groupOf, groupMs }: GroupRules<job>): boolean {
  const { waiting, group } = queue
  const onlyOthers = waiting.length > 0 && waiting.every((job) => groupOf(job) !== group)
  return onlyOthers && !isTimeUp(queue, groupMs)
}

function isTimeUp({ groupStartedMs }: JobQueue<unknown>, groupMs: number): boolean {
  return Date.now() - groupStartedMs > groupMs
}
