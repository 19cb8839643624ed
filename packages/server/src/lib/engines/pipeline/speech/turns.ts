/** Lets one job run at a time, and those of one group in a row as long as that is fair to the others. */
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
  /** How long a group may go on while another one waits. */
  turnMs: number
  /** There is nothing more to do. */
  onIdle(): void
}

// Who has just been answered comes with the next job in a moment, and a change of groups is dear.
const graceMs = 50

export function createTurns<Job>({ groupOf, perform, turnMs, onIdle }: TurnsOptions<Job>): Turns<Job> {
  const waiting: Job[] = []
  let turn: { group: string; since: number } | undefined
  let busy = false
  let grace: NodeJS.Timeout | undefined

  const isOver = () => turn === undefined || Date.now() - turn.since > turnMs
  const inTurn = () => (isOver() ? -1 : waiting.findIndex((job) => groupOf(job) === turn?.group))

  async function next(): Promise<void> {
    clearTimeout(grace)
    const job = waiting.splice(Math.max(0, inTurn()), 1)[0]
    if (job === undefined) return onIdle()
    if (isOver() || turn?.group !== groupOf(job)) turn = { group: groupOf(job), since: Date.now() }
    busy = true
    const settle = await perform(job)
    busy = false
    settle()
    const wait = waiting.length > 0 && inTurn() < 0 && !isOver()
    if (wait) grace = setTimeout(() => void next(), graceMs)
    else await next()
  }

  return {
    add(job) {
      waiting.push(job)
      if (!busy) void next()
    },
    remove(job) {
      const index = waiting.indexOf(job)
      if (index >= 0) waiting.splice(index, 1)
      return index >= 0
    },
    get idle() {
      return !busy && waiting.length === 0
    },
  }
}
