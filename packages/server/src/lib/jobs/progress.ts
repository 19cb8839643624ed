import { defined } from '../defined.ts'
import type { ProgressUpdate } from '../engines/engine.ts'

/** Passes on the progress of a task, limited to a rate that does not burden the store. */
export interface ProgressRelay {
  report(update: ProgressUpdate): void
  /** Writes the pending update. Nothing is written afterwards. */
  close(): Promise<void>
}

/**
 * The first update, and the first of each stage, are written at once. Others within the next
 * `intervalMs` are merged into one, which must not hide a stage that begins: the history of the
 * translation would lose it.
 * @param write must not reject
 */
export function createProgressRelay(
  write: (update: ProgressUpdate) => Promise<void>,
  intervalMs: number,
): ProgressRelay {
  let pending: ProgressUpdate | undefined
  const stages = new Set<ProgressUpdate['stage']>()
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()
  let closed = false

  const flush = () => {
    if (pending === undefined) return
    const update = pending
    pending = undefined
    writing = writing.then(() => write(update))
  }
  const onTimer = () => {
    timer = undefined
    if (pending !== undefined) flushAndWait()
  }
  const flushAndWait = () => {
    flush()
    clearTimeout(timer)
    timer = setTimeout(onTimer, intervalMs)
  }
  return {
    report(update) {
      const reported = defined(update)
      // An update without values stores nothing.
      if (closed || Object.keys(reported).length === 0) return
      const { stage } = reported
      const isNewStage = stage !== undefined && !stages.has(stage)
      if (isNewStage) flush()
      stages.add(stage)
      pending = { ...pending, ...reported }
      if (isNewStage || timer === undefined) flushAndWait()
    },
    async close() {
      closed = true
      clearTimeout(timer)
      flush()
      await writing
    },
  }
}
