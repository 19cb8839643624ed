import type { Translation } from 'video-translation-client'
import { followUp, type ServerLocation } from './follow-up.ts'

/** Says how a person lets a translation go on. Undefined: it waits for no review. */
export function adviceOnReview(
  { id, review }: Pick<Translation, 'id' | 'review'>,
  location: ServerLocation,
): string | undefined {
  if (review === undefined) return undefined
  const [read, goOn] = [followUp('cues', id, location), followUp('approve', id, location)]
  return `Look at the ${review.stage} with: ${read}, then let it go on with: ${goOn}`
}
