import { ClockUnsettled } from './database-clock.ts'
import { CommitUnconfirmed, isConflict, isConnectionFailure } from './failures.ts'

/** How long a write is repeated while the server restarts. */
export const WRITE_PATIENCE = {
  forMs: 10_000,
  isTransient: (error: unknown) =>
    !(error instanceof CommitUnconfirmed) &&
    (isConnectionFailure(error) || isConflict(error) || error instanceof ClockUnsettled),
}
