/** What makes a request safe to repeat. */
export interface Idempotency {
  key: string
  /** Equal for equal requests. */
  requestHash: string
}
