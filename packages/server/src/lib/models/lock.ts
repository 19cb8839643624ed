import { setTimeout as sleep } from 'node:timers/promises'
import { openToAllUsers, tryLock, type Unlock } from '../files/exclusive-lock.ts'

const POLL_MS = 250

/** Waits until no other process holds the lock at `path`, and runs `work` under it. */
export async function withLock<T>(path: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const unlock = await acquire(path, signal)
  try {
    await openToAllUsers(path)
    return await work()
  } finally {
    unlock()
  }
}

async function acquire(path: string, signal: AbortSignal): Promise<Unlock> {
  for (;;) {
    signal.throwIfAborted()
    const unlock = tryLock(path)
    if (unlock) return unlock
    await sleep(POLL_MS, undefined, { signal })
  }
}
