/** A pack could not be pulled, found or removed. The message says which, why, and what would mend it. */
export class PackError extends Error {
  override readonly name = 'PackError'
  /**
   * - `unknown_pack`: no pack of this name is in the catalogue
   * - `offline`: files are missing, and the environment forbids to fetch them
   * - `cache_folder`: the folder for packs cannot be made
   * - `unavailable`: no source gave a file that matches its pinned hash
   */
  readonly code: 'unknown_pack' | 'offline' | 'cache_folder' | 'unavailable'

  constructor(code: PackError['code'], message: string, options: { cause?: unknown } = {}) {
    super(message, options)
    this.code = code
  }
}
