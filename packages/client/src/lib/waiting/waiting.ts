import { withDefaults } from '../options.ts'
import type { Outcome } from '../outcome.ts'
import type { Connection } from '../connection.ts'
import type { Translation } from '../translation.ts'
import { Coordinator } from './coordinator.ts'
import type { WaitDefaults, WaitOptions } from './options/wait-options.ts'
import { WaitSession } from './wait-session.ts'

/** What waits. Nothing of it exists before the first wait. */
export interface Waiting {
  /**
   * Waits until each translation has ended, or cannot be waited for any longer, and tells what
   * became of each, in the order of `ids`. Rejects only for an abort.
   */
  awaitEnds(ids: readonly string[], options: WaitOptions, known?: Translation): Promise<Outcome[]>
  /** Somebody says that there is news. Whether anybody waits for it. */
  hint(id: string, version?: number): boolean
}

export function createWaiting(connection: Connection, { history, ...defaults }: WaitDefaults): Waiting {
  let coordinator: Coordinator | undefined
  return {
    awaitEnds(ids, options, known) {
      coordinator ??= new Coordinator(connection, history)
      return new WaitSession(connection, coordinator, withDefaults(defaults, options)).begin(ids, known)
    },
    hint: (id, version) => coordinator?.hint(id, version) ?? false,
  }
}
