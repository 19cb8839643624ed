import type { Stage } from 'video-translation-client'
import type { ClaimedTask } from '../store/claimed-task.ts'

/** How an attempt at a task ended. `failed` tasks may be tried again. */
export type TaskOutcome = 'completed' | 'failed' | 'canceled' | 'released' | 'lost'

/** Observes one attempt at a task, for metrics and traces. */
export interface TaskWatch {
  /** Runs the work as a part of the attempt. */
  within<T>(work: () => T): T
  /** The engine is at this stage now. */
  stage(name: Stage): void
  ended(outcome: TaskOutcome): void
}

/** Begins to observe a task that was claimed. */
export type WatchTask = (claimed: ClaimedTask) => TaskWatch

/** Observes nothing. */
export function watchNothing(): TaskWatch {
  return { within: (work) => work(), stage: () => undefined, ended: () => undefined }
}
