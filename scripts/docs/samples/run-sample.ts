import { setTimeout as sleep } from 'node:timers/promises'
import { vi } from 'vitest'
import { countCrypto } from '../../../packages/client/test/support/count-crypto.ts'

const LIMIT_MS = 3600_000
const STEP_MS = 400
/** The disk does not follow virtual time, so that passes slowly while a sample reads files. */
const SLOW_STEP_MS = 10

const FAKED = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'] as const

/** How much runs in threads now, in real time. */
const threads = { busy: 0 }

/** Makes clocks and timers virtual. What has begun before goes on in real time. */
export function startVirtualTime(): void {
  vi.useFakeTimers({ toFake: [...FAKED] })
  countCrypto((by) => (threads.busy += by))
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
    // What is not virtual gets its time.
    do await sleep(1)
    while (threads.busy > 0)
  }
  if (state.isSettled) return await running
  throw new Error('The sample has not ended after an hour of virtual time.')
}
