import type { ClientWait } from './client-waits.ts'

/** The client waits by the `expected` schedule, which it tells of every job that ended. */
export const EXPECTED_WAIT: ClientWait = { begins: 'created', options: { schedule: 'expected' } }
