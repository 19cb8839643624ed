import { open, readFile, rm, stat, utimes, type FileHandle } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

const pollMs = 250
const touchMs = 10_000
const staleMs = 60_000

/**
 * Runs `work` while no other process holds the lock at `path`, and waits for it where one does. A holder that died
 * is noticed: at once on the same machine, by its silence on another.
 */
export async function withLock<T>(path: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const held = await acquire(path, signal)
  const touching = setInterval(
    () => void utimes(path, new Date(), new Date()).catch(() => undefined),
    touchMs,
  )
  try {
    return await work()
  } finally {
    clearInterval(touching)
    await held.close()
    await rm(path, { force: true })
  }
}

async function acquire(path: string, signal: AbortSignal): Promise<FileHandle> {
  for (;;) {
    signal.throwIfAborted()
    const handle = await tryOpen(path)
    if (handle !== undefined) return handle
    if (await isStale(path)) await rm(path, { force: true })
    else await sleep(pollMs, undefined, { signal })
  }
}

async function tryOpen(path: string): Promise<FileHandle | undefined> {
  try {
    const handle = await open(path, 'wx')
    await handle.writeFile(JSON.stringify({ pid: process.pid, host: hostname() }))
    return handle
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined
    throw error
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)])
    if (Date.now() - mtimeMs > staleMs) return true
    const { pid, host } = JSON.parse(text) as { pid: number; host: string }
    return host === hostname() && !isAlive(pid)
  } catch {
    // Gone, or just being written: the next try tells.
    return false
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
