import { parseNeed } from '../../engines/abilities.ts'
import type { Engine } from '../../engines/engine.ts'
import type { ClaimedSideTask, SideNeed, SideTaskKind, WaitingSideTask } from '../../store/side-task-store.ts'
import { createWorkLoop } from '../../work-loop.ts'
import { WorkerStopping } from '../abort-reasons.ts'
import type { Selection } from '../selection.ts'
import { removeAttempts } from '../side-attempts.ts'
import { runSideTask, type SideRunParts } from './side-run.ts'

export interface SideWorkerOptions extends SideRunParts {
  /** Unique for each worker that has ever lived. */
  id: string
  kind: SideTaskKind
  engines: readonly Engine[]
  /** Most of it at once. */
  concurrency: number
  /** Whether the worker is the one to do something. */
  isOurs: Selection['isOurs']
  idleMs: () => number
}

/** Does work beside translations, in lanes of its own: no long task makes somebody wait. */
export interface SideWorker {
  start(): void
  /** Returns what is running to the queue. */
  stop(): Promise<void>
}

export function createSideWorker(options: SideWorkerOptions): SideWorker {
  const { sideTasks, concurrency, kind, log } = options
  const engines = new Map(
    options.engines.filter(({ sideWork }) => sideWork !== undefined).map((engine) => [engine.name, engine]),
  )
  const stopping = new AbortController()
  const running = new Set<Promise<void>>()
  const inTurn = takeTurns()
  const begin = (claimed: ClaimedSideTask): void => {
    const engine = engines.get(claimed.engine)
    if (engine === undefined) return
    const done = runSideTask(claimed, engine, options, stopping.signal).finally(() => {
      running.delete(done)
      loop.wake()
    })
    running.add(done)
  }
  const loop = createWorkLoop({
    async claim() {
      if (engines.size === 0 || running.size >= concurrency) return { claimed: false }
      const claimed = await claimNext([...engines.keys()], inTurn, options)
      if (claimed !== undefined) begin(claimed)
      return { claimed: claimed !== undefined }
    },
    idleMs: options.idleMs,
    log,
    failureMessage: `Side work (${kind}) cannot be claimed; trying again in a second.`,
  })
  const unsubscribe = sideTasks.onNews(loop.wake)
  return {
    start: loop.start,
    async stop() {
      unsubscribe()
      await loop.stop()
      stopping.abort(new WorkerStopping())
      await Promise.all(running)
    },
  }
}

/** The owners who had a turn, each with its number. */
interface Turns {
  /** Those who have waited for a turn the longest come first. */
  order(waiting: WaitingSideTask[]): WaitingSideTask[]
  note(owner: string): void
}

/** More owners than ever wait at once. The one whose turn is longest ago is forgotten. */
const MAX_OWNERS = 1_000

function takeTurns(): Turns {
  const turns = new Map<string, number>()
  let turn = 0
  return {
    order: (waiting) =>
      waiting.toSorted((one, other) => (turns.get(one.owner) ?? 0) - (turns.get(other.owner) ?? 0)),
    note(owner) {
      turns.delete(owner)
      turns.set(owner, ++turn)
      const [oldest] = turns.keys()
      if (turns.size > MAX_OWNERS && oldest !== undefined) turns.delete(oldest)
    },
  }
}

async function claimNext(
  engines: string[],
  turns: Turns,
  options: SideWorkerOptions,
): Promise<ClaimedSideTask | undefined> {
  const { id, kind, sideTasks, leaseMs } = options
  const needs = await ownNeeds(await sideTasks.waitingNeeds(kind, engines), options)
  for (const task of turns.order(await sideTasks.waiting(kind, needs))) {
    const claimed = await sideTasks.claim(task, id, leaseMs)
    if (claimed === 'ended') await removeAttempts(task, options.files)
    if (typeof claimed !== 'object') continue
    turns.note(task.owner)
    return claimed
  }
  return undefined
}

/** What others have to do must not hide what the worker can do. */
async function ownNeeds(needs: SideNeed[], { isOurs }: SideWorkerOptions): Promise<SideNeed[]> {
  const own: SideNeed[] = []
  for (const each of needs) {
    const need = parseNeed(each.needs)
    if (need === undefined || (await isOurs(each.engine, need))) own.push(each)
  }
  return own
}
