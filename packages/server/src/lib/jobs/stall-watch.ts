import { EngineError } from '../engine-error.ts'

/** Notices when a task has stopped making progress. */
export interface StallWatch {
  /** Call it when the task reports progress, saves a checkpoint or stores a file. */
  onActivity(): void
  stop(): void
}

/**
 * Frees the slot of an engine that hangs. The heartbeats come from the worker, so they do not show
 * that the engine hangs.
 * @param onStall called once, with the failure, after `stallMs` without activity
 */
export function watchForStall(stallMs: number, onStall: (failure: EngineError) => void): StallWatch {
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  const stop = () => {
    isStopped = true
    clearTimeout(timer)
  }
  const onActivity = () => {
    // An engine that continues after its task has ended must not keep the process alive.
    if (isStopped) return
    clearTimeout(timer)
    timer = setTimeout(() => onStall(stalled(stallMs)), stallMs)
  }
  onActivity()
  return { onActivity, stop }
}

function stalled(stallMs: number): EngineError {
  const minutes = Math.round(stallMs / 60_000)
  const message = `The engine made no progress for ${minutes} minutes and was stopped.`
  return new EngineError('stalled', message, { retryable: true })
}
