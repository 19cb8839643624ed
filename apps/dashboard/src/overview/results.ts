import type { ResultStats, TranslationStats } from 'video-translation-client'

/** How a target ends, in the order in which the ends are stacked. */
export const ENDINGS = ['completed', 'error', 'canceled'] as const

/** What ended on one day. */
export type Day = TranslationStats['byDay'][number]

export function endedIn(results: ResultStats): number {
  return ENDINGS.reduce((sum, ending) => sum + results[ending], 0)
}

/**
 * How many succeeded, from 0 to 1. One that a person canceled is neither a success nor a failure.
 * Undefined: there is none.
 */
export function successOf({ completed, error }: ResultStats): number | undefined {
  return completed + error === 0 ? undefined : completed / (completed + error)
}
