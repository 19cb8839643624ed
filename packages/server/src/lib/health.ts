import { createCached } from './observe/cached.ts'

/** A part without which the server can do nothing. */
export type ServerPart = 'database' | 'storage'

/** Whether the parts of the server answer. */
export interface Health {
  /** The parts that do not. Asked at most every two seconds, however many probes there are. */
  broken(): Promise<ReadonlySet<ServerPart>>
}

/** A probe waits for its answer, so a part that is silent for longer counts as broken. */
const ANSWER_MS = 3_000
const FRESH_MS = 2_000

/** @param checks each rejects when its part does not work */
export function createHealth(checks: Record<ServerPart, () => Promise<unknown>>): Health {
  const broken = async (): Promise<ReadonlySet<ServerPart>> => {
    const all = Object.entries(checks) as [ServerPart, () => Promise<unknown>][]
    const found = await Promise.all(all.map(async ([part, check]) => ((await works(check)) ? [] : [part])))
    return new Set(found.flat())
  }
  return { broken: createCached(broken, { leastAgeMs: FRESH_MS }) }
}

async function works(check: () => Promise<unknown>): Promise<boolean> {
  const silent = Promise.withResolvers<boolean>()
  const timer = setTimeout(silent.resolve, ANSWER_MS, false).unref()
  const checked = check().then(
    () => true,
    () => false,
  )
  const answer = await Promise.race([checked, silent.promise])
  clearTimeout(timer)
  return answer
}
