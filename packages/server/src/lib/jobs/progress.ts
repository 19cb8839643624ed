import type { ProgressUpdate } from '../engines/engine.ts'

/** Passes on what a task tells of its progress, at most so often that the store does not notice. */
export interface ProgressRelay {
  tell(update: ProgressUpdate): void
  /** Writes what is still held back; nothing is written afterwards. */
  close(): Promise<void>
}

/**
 * The first update goes out at once; those within the next `intervalMs` are merged into one.
 * @param write must not reject
 */
export function createProgressRelay(
  write: (update: ProgressUpdate) => Promise<void>,
  intervalMs: number,
): ProgressRelay {
  let held: ProgressUpdate | undefined
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()
  let closed = false

  const flush = () => {
    if (held === undefined) return
    const update = held
    held = undefined
    writing = writing.then(() => write(update))
  }
  const onTimer = () => {
    timer = undefined
    if (held !== undefined) flushAndWait()
  }
  const flushAndWait = () => {
    flush()
    timer = setTimeout(onTimer, intervalMs)
  }
  return {
    tell(update) {
      const told = defined(update)
      // A mere sign of life has nothing to store.
      if (closed || Object.keys(told).length === 0) return
      held = { ...held, ...told }
      if (timer === undefined) flushAndWait()
    },
    async close() {
      closed = true
      clearTimeout(timer)
      flush()
      await writing
    },
  }
}

/** An absent part must not wipe out what was told a moment ago. */
function defined({ stage, progress, expectedSeconds }: ProgressUpdate): ProgressUpdate {
  return {
    ...(stage === undefined ? {} : { stage }),
    ...(progress === undefined ? {} : { progress }),
    ...(expectedSeconds === undefined ? {} : { expectedSeconds }),
  }
}
