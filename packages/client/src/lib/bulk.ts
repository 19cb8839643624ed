/** The result of changing several translations with one request. */
export interface BulkResult {
  /** Translations with which something was done. */
  changed: number
  /** Those with which there was nothing to do. */
  unchanged: number
  /** Those that could not be changed, e.g. because of a limit of the key. */
  failed: { id: string; code: string; message: string }[]
}
