import { versionOf } from '../../peers/load.ts'
import type { Peer } from './peers.ts'
import type { Trace } from './trace.ts'
import { startVirtualTime } from './virtual-time.ts'

/** How long to record, and how often, each time with other random numbers. */
export interface RecordingPlan {
  horizonSeconds: number
  seed: number
  times: number
}

/** A wait for a job that never ends. */
export interface EndlessWait {
  /** The instants of its requests so far. */
  askedMs: readonly number[]
  close?(): void
}

const MOST_REQUESTS = 3000

/** Records in virtual time when a wait asks about a job that never ends. */
export async function recordTraces(
  { horizonSeconds, seed, times }: RecordingPlan,
  begin: (nowMs: () => number) => EndlessWait,
): Promise<Trace[]> {
  const traces: Trace[] = []
  for (let i = 0; i < times; i++) {
    const time = startVirtualTime(seed + i)
    try {
      const wait = begin(time.now)
      for (let untilMs = 0; wait.askedMs.length < MOST_REQUESTS && untilMs < horizonSeconds * 1000;)
        await time.runUntil((untilMs += 60_000))
      wait.close?.()
      traces.push(wait.askedMs.slice(0, MOST_REQUESTS).map((ms) => ms / 1000))
    } finally {
      time.stop()
    }
  }
  return traces
}

/** Records another library. It asks by the clock alone, so one record serves for all jobs. */
export async function recordPeer(
  peer: Peer,
  plan: RecordingPlan,
): Promise<{ version: string; traces: Trace[] }> {
  let note = () => {}
  const wait = await peer.load(() => note())
  const traces = await recordTraces(plan, (nowMs) => {
    const askedMs: number[] = []
    note = () => void askedMs.push(nowMs())
    wait().catch(() => {})
    return { askedMs }
  })
  return { version: versionOf(peer.packageName), traces }
}
