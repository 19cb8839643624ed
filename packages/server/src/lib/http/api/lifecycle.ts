/** The state of the server between start and stop. */
export interface Lifecycle {
  readonly state: 'starting' | 'ready' | 'stopping'
  /**
   * Aborts when the server begins to stop: streams end, and long polls answer with the current
   * state.
   */
  readonly stopping: AbortSignal
  /** The address on which it listens; undefined before. */
  readonly url: string | undefined
  ready(): void
  listensAt(url: string): void
  stop(): void
}

export function createLifecycle(): Lifecycle {
  const controller = new AbortController()
  let state: Lifecycle['state'] = 'starting'
  let url: string | undefined
  return {
    get state() {
      return state
    },
    get url() {
      return url
    },
    stopping: controller.signal,
    ready() {
      if (state === 'starting') state = 'ready'
    },
    listensAt(address) {
      url = address
    },
    stop() {
      state = 'stopping'
      controller.abort(new Error('The server is stopping.'))
    },
  }
}
