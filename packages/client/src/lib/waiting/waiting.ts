import { withDefaults } from '../options.ts'
import type { Outcome } from '../outcome.ts'
import type { Connection } from '../connection.ts'
import type { Translation } from '../translation.ts'
import { Coordinator } from './coordinator.ts'
import type { WaitDefaults, WaitOptions } from './options/wait-options.ts'
import { WaitSession } from './wait-session.ts'

/** Runs the waits of a client. Its coordinator is created by the first wait. */
export interface Waiting {
  /**
   * Waits until each translation has ended or its wait has failed. Returns the outcomes in the
   * order of `ids`. Rejects only on abort, or when its code cannot be loaded.
   */
  awaitEnds(ids: readonly string[], options: WaitOptions, known?: Translation): Promise<Outcome[]>
  /** A notification says that a translation changed. Returns whether anything waits for it. */
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
