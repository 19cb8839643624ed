import { setTimeout as delay } from 'node:timers/promises'
import { ApiError, type CueEdit, type CuePage } from 'video-translation-client'
import { EngineError } from '../../../engine-error.ts'
import type { HostedClient } from '../vendor/vendor.ts'

/** A job with lines, as one task works with it. */
export interface LinedJob {
  client: HostedClient
  /** The vendor's id. */
  id: string
  signal: AbortSignal
}

/** What a vendor's lines lack, as the edits of one request. */
export type Differences = (page: CuePage) => CueEdit[]

/** Ten thousand cues are twenty times as many as one request of a vendor may have. */
const MAX_ROUNDS = 50
const MAX_OUTDATED = 5
const PAUSE_MS = 500

/**
 * Sends what differs until nothing does. It reads the lines anew each time, so that an attempt that
 * was killed in between, and somebody who edits at the same time, cost a round and no mistake.
 * @param target the vendor's tag of the language to read. Absent: none is there yet.
 * @throws EngineError `edits_unsent`, retryable, if it does not come to an end
 */
export async function sendEdits(job: LinedJob, differences: Differences, target?: string): Promise<void> {
  // A vendor that writes a text in its own way would be sent it for ever.
  const sent = new Set<string>()
  let outdated = 0
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const page = await readPage(job, target)
    const edits = differences({ ...page, items: page.items.toSorted(byStart) })
    const open = edits.filter((edit) => !sent.has(JSON.stringify(edit)))
    if (open.length === 0) return
    if (await send(job, page.revision, open)) for (const edit of open) sent.add(JSON.stringify(edit))
    else if (++outdated > MAX_OUTDATED) break
    else await delay(PAUSE_MS, undefined, { signal: job.signal })
  }
  const message = 'The corrections could not be sent, because the lines at the vendor keep changing.'
  throw new EngineError('edits_unsent', message, { retryable: true })
}

function byStart(one: { start: number }, other: { start: number }): number {
  return one.start - other.start
}

async function readPage({ client, id, signal }: LinedJob, target: string | undefined): Promise<CuePage> {
  return await client.cues(id, { signal, ...(target !== undefined && { target }) })
}

/** Resolves with false if somebody else was quicker. */
async function send({ client, id, signal }: LinedJob, revision: number, edits: CueEdit[]): Promise<boolean> {
  try {
    await client.editCues(id, { revision, edits }, { signal })
    return true
  } catch (error) {
    if (error instanceof ApiError && error.code === 'outdated') return false
    throw error
  }
}
