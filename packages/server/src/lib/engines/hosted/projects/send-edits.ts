import { ApiError, type CueEdit, type CuePage } from 'video-translation-client'
import { MAX_EDITS } from 'video-translation-client/editing'
import { judgeRefusal } from '../vendor/failures.ts'
import type { HostedClient } from '../vendor/vendor.ts'

/** A project at the vendor, as one task works with it. */
export interface Project {
  client: HostedClient
  /** The vendor's id. */
  id: string
  signal: AbortSignal
}

/** Ten thousand cues are twenty times as many as one request may have. */
const MAX_ROUNDS = 50

/**
 * Sends what differs until nothing does. It reads the lines anew each time, so that an attempt that
 * was killed in between, and somebody who edits at the same time, cost a round and no mistake.
 * @param target the language to read. Absent: none is there yet.
 */
export async function sendEdits(
  { client, id, signal }: Project,
  differences: (page: CuePage) => CueEdit[],
  target?: string,
): Promise<void> {
  let sent: string | undefined
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const page = await client.cues(id, { signal, ...(target !== undefined && { target }) })
    const edits = nextEdits(differences(page))
    const written = JSON.stringify(edits)
    // A vendor that writes a text in its own way would be sent it for ever.
    if (edits.length === 0 || written === sent) return
    if (await send({ client, id, signal }, page.revision, edits)) sent = written
  }
}

/** Deleted lines make room for those that move, so they are sent alone and first. */
function nextEdits(edits: readonly CueEdit[]): CueEdit[] {
  const deletions = edits.filter(({ op }) => op === 'delete')
  return (deletions.length > 0 ? deletions : edits).slice(0, MAX_EDITS)
}

/** Resolves with false if somebody else was quicker. */
async function send({ client, id, signal }: Project, revision: number, edits: CueEdit[]): Promise<boolean> {
  try {
    await client.editCues(id, { revision, edits }, { signal })
    return true
  } catch (error) {
    if (error instanceof ApiError && error.code === 'outdated') return false
    throw judgeRefusal(error)
  }
}
