import { versionOf } from '../../peers/load.ts'
import type { Peer } from './peers.ts'
import type { Trace } from './trace.ts'
import { startVirtualTime } from './virtual-time.ts'

/** What a library did, and which version of it. */
export interface Recorded {
  version: string
  traces: Trace[]
}

const MOST_REQUESTS = 3000
const TRACES = 12

/**
 * Lets a library wait for a job that does not end, and notes when it asks. When it asks depends on no job, so this is done once;
 * where chance has a part, several times.
 */
export async function record(peer: Peer, horizonSeconds: number, seed: number): Promise<Recorded> {
  const traces: Trace[] = []
  let atMs: number[] = []
  let nowMs = () => 0
  const wait = await peer.load(() => atMs.push(nowMs()))
  for (let i = 0; i < (peer.isRandom ? TRACES : 1); i++) {
    atMs = []
    const time = startVirtualTime(seed + i)
    nowMs = time.now
    try {
      wait().catch(() => {})
      for (let untilMs = 0; atMs.length < MOST_REQUESTS && untilMs < horizonSeconds * 1000;)
        await time.runUntil((untilMs += 60_000))
    } finally {
      time.stop()
    }
    traces.push(atMs.slice(0, MOST_REQUESTS).map((ms) => ms / 1000))
  }
  return { version: versionOf(peer.packageName), traces }
}
