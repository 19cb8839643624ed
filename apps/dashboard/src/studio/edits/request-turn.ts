/** Lets one request run at a time. */
export class RequestTurn {
  #current: Promise<void> | undefined

  /** Resolves once none is on its way. */
  async free(): Promise<void> {
    while (this.#current) await this.#current
  }

  async run<T>(request: () => Promise<T>): Promise<T> {
    // Not by `free`, after which another call could be quicker.
    while (this.#current) await this.#current
    const answer = request()
    const ended = answer.then(nothing, nothing).then(() => void (this.#current = undefined))
    this.#current = ended
    await ended
    return await answer
  }
}

function nothing(): void {}
