import { EngineError } from '../engine-error.ts'

/** Notices that a task does nothing any more. */
export interface StallWatch {
  /** The task did something: told progress, saved a checkpoint, stored a file. */
  onSign(): void
  stop(): void
}

/**
 * An engine that hangs would hold its place for ever: its heartbeats come from the worker and say nothing about it.
 * @param onStall called once, with the failure, when `stallMs` have passed without a sign
 */
export function watchForStall(stallMs: number, onStall: (failure: EngineError) => void): StallWatch {
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  const stop = () => {
    isStopped = true
    clearTimeout(timer)
  }
  const onSign = () => {
    // An engine that goes on after its task has ended would keep the process alive.
    if (isStopped) return
    clearTimeout(timer)
    timer = setTimeout(() => onStall(stalled(stallMs)), stallMs)
  }
  onSign()
  return { onSign, stop }
}

function stalled(stallMs: number): EngineError {
  const minutes = Math.round(stallMs / 60_000)
  const message = `The engine made no progress for ${minutes} minutes and was stopped.`
  return new EngineError('stalled', message, { retryable: true })
}
