/** The most that the pipeline accepts of a source. */
export interface PipelineLimits {
  /** Default: 10 GiB. */
  sourceBytes: number
  /** Length of the media. Default: 4 hours. */
  sourceSeconds: number
  /** Longest time to fetch a URL source, in milliseconds. Default: 4 hours. */
  fetchMs: number
  /** Slowest average of the fetch after its first minute, in bytes a second. Default: 65,536. */
  fetchBytesPerSecond: number
}

export const DEFAULT_LIMITS: PipelineLimits = {
  sourceBytes: 10 * 2 ** 30,
  sourceSeconds: 4 * 3600,
  fetchMs: 4 * 3600 * 1000,
  fetchBytesPerSecond: 65_536,
}
