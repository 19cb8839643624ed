/** A pack could not be pulled, found or removed. The message has the reason and a remedy. */
export class PackError extends Error {
  override readonly name = 'PackError'
  /**
   * - `unknown_pack`: no pack of this name is in the catalogue
   * - `invalid_registry`: the registry of VIDEO_TRANSLATION_BERGAMOT_REGISTRY cannot be used
   * - `offline`: files are missing, and VIDEO_TRANSLATION_OFFLINE forbids downloads
   * - `cache_folder`: the folder of the packs cannot be created
   * - `storage_full`: the disk with that folder is full
   * - `unavailable`: no source has a file with the pinned hash
   */
  readonly code:
    | 'unknown_pack'
    | 'invalid_registry'
    | 'offline'
    | 'cache_folder'
    | 'storage_full'
    | 'unavailable'

  constructor(code: PackError['code'], message: string, options: { cause?: unknown } = {}) {
    super(message, options)
    this.code = code
  }
}
