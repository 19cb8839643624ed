import { statfs } from 'node:fs/promises'
import { storageFull } from './storage-full.ts'

/**
 * The space on the disk of a data folder. Whoever will write much asks first: what was promised and is not written yet
 * counts as if it were, and a reserve stays free for the database and for small files.
 */
export interface DiskSpace {
  /**
   * Promises `bytes` to a holder, in place of what it was promised before. Less than that is never
   * refused: the holder has written a part, or gives it back.
   * @throws StorageFull when they are not available
   */
  reserve(holder: string, bytes: number): Promise<void>
  /** Promises it unchecked: it was promised before a restart, or before a write that failed. */
  restore(holder: string, bytes: number): void
  /** The holder has written this much of what it was promised. */
  spend(holder: string, bytes: number): void
  /** The holder writes nothing more. Unknown ones are no error. */
  release(holder: string): void
  /**
   * Refuses a write of `bytes`. A holder's own promise counts for it; without one, the promises of all are respected.
   * @throws StorageFull when they are not available
   */
  check(bytes?: number, holder?: string): Promise<void>
}

export interface DiskSpaceOptions {
  /** Bytes that stay free whatever is asked. */
  reserveBytes: number
  /** Free bytes for this user. Default: what the file system of the folder says. */
  freeBytes?: () => Promise<number>
}

/** @param folder an existing folder on the disk */
export function createDiskSpace(folder: string, options: DiskSpaceOptions): DiskSpace {
  const { reserveBytes, freeBytes = () => freeBytesOf(folder) } = options
  const promised = new Map<string, number>()
  const promisedToOthers = (holder: string | undefined): number => {
    const own = holder === undefined ? 0 : (promised.get(holder) ?? 0)
    return [...promised.values()].reduce((sum, bytes) => sum + bytes, -own)
  }
  const refuse = (bytes: number, available: number): void => {
    if (bytes > available) throw storageFull(bytes, available)
  }
  return {
    async reserve(holder, bytes) {
      if (bytes === 0 || bytes < (promised.get(holder) ?? 0)) {
        promised.set(holder, bytes)
        return
      }
      const free = await freeBytes()
      // Nothing is awaited between the check and the promise, or two holders could be promised the same bytes.
      refuse(bytes, free - reserveBytes - promisedToOthers(holder))
      promised.set(holder, bytes)
    },
    restore: (holder, bytes) => void promised.set(holder, bytes),
    spend(holder, bytes) {
      const left = promised.get(holder)
      if (left !== undefined) promised.set(holder, Math.max(0, left - bytes))
    },
    release: (holder) => void promised.delete(holder),
    async check(bytes = 0, holder) {
      const available = (await freeBytes()) - reserveBytes
      const isPromised = holder !== undefined && promised.has(holder)
      refuse(bytes, isPromised ? available : available - promisedToOthers(undefined))
    },
  }
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
