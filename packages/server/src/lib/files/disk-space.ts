import { statfs } from 'node:fs/promises'
import { storageFull } from './storage-full.ts'

/**
 * Disk space of a data folder. A holder reserves space before it writes much. Reserved and
 * unwritten bytes count as used, and `reserveBytes` stay free for the database and small files.
 */
export interface DiskSpace {
  /**
   * Reserves `bytes` for a holder, in place of its earlier reservation. A smaller reservation is
   * never refused.
   * @throws StorageFull if they are not available
   */
  reserve(holder: string, bytes: number): Promise<void>
  /** Reserves without a check, after a restart or a failed write. */
  restore(holder: string, bytes: number): void
  /** Subtracts written bytes from the holder's reservation. */
  spend(holder: string, bytes: number): void
  /** Ends the holder's reservation. An unknown holder is no error. */
  release(holder: string): void
  /**
   * Checks that `bytes` can be written. The holder may use its own reservation, but not those of
   * others.
   * @throws StorageFull if they are not available
   */
  check(bytes?: number, holder?: string): Promise<void>
}

export interface DiskSpaceOptions {
  /** Bytes that always stay free. */
  reserveBytes: number
  /** Free bytes for this user. Default: those of the folder's file system. */
  freeBytes?: () => Promise<number>
}

/** @param folder an existing folder on the disk */
export function createDiskSpace(folder: string, options: DiskSpaceOptions): DiskSpace {
  const { reserveBytes, freeBytes = () => freeBytesOf(folder) } = options
  const reserved = new Map<string, number>()
  const reservedByOthers = (holder: string | undefined): number => {
    const own = holder === undefined ? 0 : (reserved.get(holder) ?? 0)
    return [...reserved.values()].reduce((sum, bytes) => sum + bytes, -own)
  }
  const refuse = (bytes: number, available: number): void => {
    if (bytes > available) throw storageFull(bytes, available)
  }
  return {
    async reserve(holder, bytes) {
      if (bytes === 0 || bytes < (reserved.get(holder) ?? 0)) {
        reserved.set(holder, bytes)
        return
      }
      const free = await freeBytes()
      // No await may stand between check and reservation, or two holders could get the same bytes.
      refuse(bytes, free - reserveBytes - reservedByOthers(holder))
      reserved.set(holder, bytes)
    },
    restore: (holder, bytes) => void reserved.set(holder, bytes),
    spend(holder, bytes) {
      const left = reserved.get(holder)
      if (left !== undefined) reserved.set(holder, Math.max(0, left - bytes))
    },
    release: (holder) => void reserved.delete(holder),
    async check(bytes = 0, holder) {
      const available = (await freeBytes()) - reserveBytes
      const hasReservation = holder !== undefined && reserved.has(holder)
      refuse(bytes, hasReservation ? available : available - reservedByOthers(undefined))
    },
  }
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
