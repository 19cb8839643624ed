/** Why the signal of a task's context aborts; the third reason is `LostLease`. */
export class TaskCanceled extends Error {
  override readonly name = 'TaskCanceled'
  override readonly message = 'The translation was canceled.'
}

/** The worker stops. The task goes back as it is, and whoever claims it next goes on from its checkpoint. */
export class WorkerStopping extends Error {
  override readonly name = 'WorkerStopping'
  override readonly message = 'The worker is stopping.'
}
