/** Where the server is between its start and its end. */
export interface Lifecycle {
  readonly state: 'starting' | 'ready' | 'stopping'
  /** Aborts when the server begins to stop: streams end, held requests answer with what is known. */
  readonly stopping: AbortSignal
  /** Where it listens, once it does. */
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
