import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { open, rm, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Disk space that is released when the disk is full, so that reading and deleting still work. */
export interface Reserve {
  /** Releases the space. False when none is reserved. */
  release(): boolean
  /** Reserves the space if the disk has several times as much. */
  refill(): Promise<void>
}

/** Enough for the log of the database, its index and a few small files. */
const BYTES = 8 * 2 ** 20
/** The disk must have this many times the reserve free, or the reserve itself would fill it. */
const MIN_FREE_FACTOR = 8
/** With less free space than this, the database cannot be opened. */
const SCARCE_BYTES = 2 ** 20

/** Opens the reserve of a folder, and releases it at once if the disk is full. */
export async function openReserve(path: string): Promise<Reserve> {
  let isHeld = await isThere(path)
  const release = (): boolean => {
    if (!isHeld) return false
    rmSync(path, { force: true })
    isHeld = false
    return true
  }
  if ((await freeBytes(path)) < SCARCE_BYTES) release()
  return {
    release,
    async refill() {
      if (isHeld || (await freeBytes(path)) < MIN_FREE_FACTOR * BYTES) return
      await writeReserve(path)
      isHeld = true
    },
  }
}

async function isThere(path: string): Promise<boolean> {
  const info = await stat(path).catch(() => undefined)
  if (info && info.size < BYTES) await rm(path, { force: true })
  return info?.size === BYTES
}

async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(dirname(path))
  return bavail * bsize
}

/** Random bytes, because a compressing file system would reserve no space for zeros. */
async function writeReserve(path: string): Promise<void> {
  const block = randomBytes(2 ** 16)
  await using file = await open(path, 'w', 0o600)
  for (let at = 0; at < BYTES; at += block.length) await file.write(block, 0, block.length, at)
}
