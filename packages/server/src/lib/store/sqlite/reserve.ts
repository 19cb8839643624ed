import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { open, rm, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Room that is given up when the disk is full, so that one can still read and delete. */
export interface Reserve {
  /** Gives the room up. False when there is none. */
  release(): boolean
  /** Takes the room, where the disk has several times as much. */
  refill(): Promise<void>
}

/** For the log of the database, its index and a few small files. */
const BYTES = 8 * 2 ** 20
/** The disk must have so many times the room, or the reserve would be what fills it. */
const AMPLE = 8
/** With less than this a database cannot even be opened. */
const SCARCE_BYTES = 2 ** 20

/** Opens the reserve of a folder, and gives it up at once where the disk is full. */
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
      if (isHeld || (await freeBytes(path)) < AMPLE * BYTES) return
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

/** Of random bytes: a file system that compresses would keep no room for zeros. */
async function writeReserve(path: string): Promise<void> {
  const block = randomBytes(2 ** 16)
  await using file = await open(path, 'w', 0o600)
  for (let at = 0; at < BYTES; at += block.length) await file.write(block, 0, block.length, at)
}
