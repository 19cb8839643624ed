/** The disk is too full for a write. It may succeed later, when space has been freed. */
export class StorageFull extends Error {
  override readonly name = 'StorageFull'
}

/** Message for a disk that filled up during a write, when no number of bytes is known. */
export const STORAGE_FULL_MESSAGE =
  "The disk of the server is full. Delete translations that are no longer needed, or have the server's operator free space."

/** Error for a write that is refused in advance. */
export function storageFull(neededBytes: number, availableBytes: number): StorageFull {
  const available = readableBytes(Math.max(0, availableBytes))
  return new StorageFull(
    `The disk of the server is too full: ${readableBytes(neededBytes)} are needed and ${available} are available. ` +
      "Delete translations that are no longer needed, or have the server's operator free space.",
  )
}

const CODES = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL'])

/** Words of systems and tools. From a child process, only its output arrives. */
const WORDS = /\bENOSPC\b|\bEDQUOT\b|No space left on device|Disk quota exceeded|database or disk is full/

/** Whether a full disk caused the error, also through its chain of causes. */
export function isStorageFull(error: unknown): boolean {
  if (error instanceof StorageFull) return true
  if (!(error instanceof Error)) return false
  if ('code' in error && CODES.has(String(error.code))) return true
  return WORDS.test(error.message) || isStorageFull(error.cause)
}

/** Whether a tool's output mentions a full disk. */
export function saysStorageFull(text: string): boolean {
  return WORDS.test(text)
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB']

function readableBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** power
  return `${value >= 10 || power === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`
}
