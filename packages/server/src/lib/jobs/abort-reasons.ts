/**
 * The translation was canceled. Aborts the task's signal, like `WorkerStopping` and `LostLease`.
 */
export class TaskCanceled extends Error {
  override readonly name = 'TaskCanceled'
  override readonly message = 'The translation was canceled.'
}

/**
 * The worker is stopping. The task goes back to the queue, and the next worker continues from its
 * checkpoint.
 */
export class WorkerStopping extends Error {
  override readonly name = 'WorkerStopping'
  override readonly message = 'The worker is stopping.'
}
