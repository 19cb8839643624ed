/** The storage of the files does not answer, or refuses. It may be possible later. */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable'
}

/** The message for users. The log has the cause, which may name hosts and buckets. */
export const STORAGE_UNAVAILABLE_MESSAGE =
  'The file storage of the server cannot be reached at the moment. Try again later.'

/** Whether the storage of the files is what failed, in the chain of causes too. */
export function isStorageUnavailable(error: unknown): boolean {
  if (error instanceof StorageUnavailable) return true
  return error instanceof Error && isStorageUnavailable(error.cause)
}
