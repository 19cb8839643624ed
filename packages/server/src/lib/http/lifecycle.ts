/** Where the server is between its start and its end. */
export interface Lifecycle {
  readonly state: 'starting' | 'ready' | 'stopping'
  /** Aborts when the server begins to stop: streams end, held requests answer with what is known. */
  readonly stopping: AbortSignal
  ready(): void
  stop(): void
}

export function createLifecycle(): Lifecycle {
  const controller = new AbortController()
  let state: Lifecycle['state'] = 'starting'
  return {
    get state() {
      return state
    },
    stopping: controller.signal,
    ready() {
      if (state === 'starting') state = 'ready'
    },
    stop() {
      state = 'stopping'
      controller.abort(new Error('The server is stopping.'))
    },
  }
}
