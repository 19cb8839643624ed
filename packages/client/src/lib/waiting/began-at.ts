import type { Translation } from '../translation.ts'

/** When its present work began, on the server's clock: ages and durations count from then. */
export function beganAt({ createdAt, continuedAt = createdAt }: Translation): string {
  return continuedAt
}
