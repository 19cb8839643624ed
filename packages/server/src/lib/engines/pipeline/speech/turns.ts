/** Lets jobs of one group run, a few at a time, and goes on to another group as soon as that is fair. */
export interface Turns<Job> {
  add(job: Job): void
  /** Takes back a job that has not begun. */
  remove(job: Job): boolean
  readonly idle: boolean
}

export interface TurnsOptions<Job> {
  groupOf(job: Job): string
  /** Does a job. What it resolves with is called once the next one may begin. */
  perform(job: Job): Promise<() => void>
  /** How many jobs, all of one group, run at a time. */
  width: number
  /** How long a group may go on while another one waits. */
  turnMs: number
  /** There is nothing more to do. */
  onIdle(): void
}

// Who has just been answered comes with the next job in a moment, and a change of groups is dear.
const graceMs = 50

export function createTurns<Job>(options: TurnsOptions<Job>): Turns<Job> {
  const { groupOf, perform, width, turnMs, onIdle } = options
  const waiting: Job[] = []
  let turn = { group: '', since: 0 }
  let running = 0
  let grace: NodeJS.Timeout | undefined

  const isOver = () => Date.now() - turn.since > turnMs
  const inTurn = () => waiting.findIndex((job) => groupOf(job) === turn.group)

  function pick(): Job | undefined {
    const same = inTurn()
    const others = same < 0 || (isOver() && waiting.some((job) => groupOf(job) !== turn.group))
    if (!others) return waiting.splice(same, 1)[0]
    if (running > 0) return undefined
    const index = waiting.findIndex((job) => groupOf(job) !== turn.group)
    const job = waiting.splice(Math.max(0, index), index < 0 ? 0 : 1)[0]
    if (job !== undefined) turn = { group: groupOf(job), since: Date.now() }
    return job
  }

  function fill(): void {
    clearTimeout(grace)
    while (running < width) {
      const job = pick()
      if (job === undefined) break
      running += 1
      void run(job)
    }
    if (running === 0 && waiting.length === 0) onIdle()
  }

  async function run(job: Job): Promise<void> {
    const settle = await perform(job)
    running -= 1
    settle()
    clearTimeout(grace)
    if (waiting.length > 0 && inTurn() < 0 && !isOver()) grace = setTimeout(fill, graceMs)
    else fill()
  }

  return {
    add(job) {
      waiting.push(job)
      fill()
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
