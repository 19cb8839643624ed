import type { Translation } from '../translation.ts'

/** The work of a create begins within this time of the creation. */
const WITH_CREATE_MS = 60_000

/**
 * When a vendor last began work on an older translation.
 * @param begun when each part of its work began, as ISO 8601 in UTC
 */
export function continuedAt(
  createdAt: string | undefined,
  begun: readonly string[],
): Pick<Translation, 'continuedAt'> {
  const last = begun.toSorted().at(-1)
  const afterMs = Date.parse(last ?? '') - Date.parse(createdAt ?? '')
  return last !== undefined && afterMs > WITH_CREATE_MS ? { continuedAt: last } : {}
}
