/** The database does not answer for now. The same call may succeed later. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'

  constructor(problem: string, cause?: unknown) {
    super(problem, { cause })
  }
}
