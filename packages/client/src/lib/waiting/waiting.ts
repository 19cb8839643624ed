import type { Core } from '../core.ts'
import type { Outcome } from '../outcome.ts'
import type { Translation } from '../translation.ts'
import { awaitEnds } from './await-ends.ts'
import { createHub } from './hub.ts'
import type { WaitOptions } from './wait-options.ts'

/** What waits; loaded with the first wait. */
export interface Waiting {
  awaitEnds(ids: readonly string[], options: WaitOptions, known?: Translation): Promise<Outcome[]>
  hint(id: string, version?: number): boolean
  close(): void
}

export function createWaiting(core: Core): Waiting {
  const hub = createHub(core)
  return {
    awaitEnds: (ids, options, known) => awaitEnds(core, hub, ids, options, known),
    hint: hub.hint,
    close: hub.close,
  }
}
