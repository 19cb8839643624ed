import { setTimeout as sleep } from 'node:timers/promises'
import { vi } from 'vitest'

const LIMIT_MS = 3600_000
const STEP_MS = 400
/** The disk does not follow virtual time, so that passes slowly while a sample reads files. */
const SLOW_STEP_MS = 10

const FAKED = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'] as const

/** Makes clocks and timers virtual. What has begun before goes on in real time. */
export function startVirtualTime(): void {
  vi.useFakeTimers({ toFake: [...FAKED] })
}

/** Lets virtual time pass until a sample has ended. */
export async function runSample<T>(program: () => Promise<T>, usesFiles: boolean): Promise<T> {
  const stepMs = usesFiles ? SLOW_STEP_MS : STEP_MS
  const running = program()
  const state = { isSettled: false }
  const note = () => void (state.isSettled = true)
  running.then(note, note)
  for (let ms = 0; ms < LIMIT_MS && !state.isSettled; ms += stepMs) {
    await vi.advanceTimersByTimeAsync(stepMs)
    // What is not virtual, such as cryptography in a thread, gets its time.
    await sleep(1)
  }
  if (state.isSettled) return await running
  throw new Error('The sample has not ended after an hour of virtual time.')
}
