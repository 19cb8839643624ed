import type { Core } from '../core.ts'
import type { Past } from '../history/content.ts'
import type { History } from '../history/history.ts'
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

/** `past` is what the history remembered. */
export function createWaiting(core: Core, history?: History, past?: Past): Waiting {
  const hub = createHub(core, history, past)
  return {
    awaitEnds: (ids, options, known) => awaitEnds(core, hub, ids, options, known),
    hint: hub.hint,
    close: hub.close,
  }
}
