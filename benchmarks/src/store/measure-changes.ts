import { setTimeout as delay } from 'node:timers/promises'
import { createClient } from '../../../packages/server/src/lib/store/postgres/pool.ts'
import type { Store } from '../../../packages/server/src/lib/store/store.ts'

/** How long news takes from one node to another, in milliseconds. */
export interface ChangeTimes {
  /** A NOTIFY of PostgreSQL, between two connections: half of them take less, 99 of 100. */
  bareP50: number
  bareP99: number
  /** From the acknowledgement of a change until another node has read the new state. */
  seenP50: number
  seenP99: number
}

const GAP_MS = 10

/** Sends notifications and changes in turns, so that both meet the same load. */
export async function measureChanges(
  nodes: [Store, Store],
  url: string,
  count: number,
): Promise<ChangeTimes> {
  const bare = await createBareNotify(url)
  const change = await createChange(...nodes)
  const [bareMs, seenMs]: [number[], number[]] = [[], []]
  for (let each = 0; each < count; each++) {
    bareMs.push(await bare.once())
    await delay(GAP_MS)
    seenMs.push(await change())
    await delay(GAP_MS)
  }
  await bare.close()
  return {
    bareP50: share(bareMs, 0.5),
    bareP99: share(bareMs, 0.99),
    seenP50: share(seenMs, 0.5),
    seenP99: share(seenMs, 0.99),
  }
}

async function createBareNotify(url: string) {
  const [sender, listener] = [createClient(url), createClient(url)]
  await Promise.all([sender.connect(), listener.connect()])
  await listener.query('listen bench')
  return {
    async once(): Promise<number> {
      const startMs = performance.now()
      const heard = new Promise((resolve) => listener.once('notification', resolve))
      await sender.query('select pg_notify($1, $2)', ['bench', 'tr_x:1'])
      await heard
      return performance.now() - startMs
    },
    close: async () => void (await Promise.all([sender.end(), listener.end()])),
  }
}

async function createChange(writer: Store, reader: Store): Promise<() => Promise<number>> {
  await writer.create({
    owner: 'reader',
    engine: 'changes',
    source: { url: 'https://host.example/talk.mp4' },
    to: ['es'],
    options: {},
    maxAttempts: 3,
  })
  const task = await writer.claim('bench', ['changes'], 600_000)
  if (task === undefined) throw new Error('There is nothing to claim.')
  return async () => {
    const heard = Promise.withResolvers<void>()
    const off = reader.onChange((id) => id === task.translationId && heard.resolve())
    await writer.advance(task.lease, { progress: Math.random() })
    const startMs = performance.now()
    await heard.promise
    await reader.get(task.translationId)
    off()
    return performance.now() - startMs
  }
}

function share(times: number[], part: number): number {
  const sorted = times.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN
}
