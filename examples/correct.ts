// Corrects one line of a translation, and waits for the new results.
//
//   node examples/correct.ts SERVER ID LANGUAGE CUE TEXT
import { ApiError, VideoTranslationClient } from 'video-translation-client'

const [server, id, target, cue, text] = process.argv.slice(2)
if (!server || !id || !target || !cue || !text) {
  console.error('Usage: node examples/correct.ts SERVER ID LANGUAGE CUE TEXT')
  process.exit(2)
}

await using client = new VideoTranslationClient(server)
const { revision } = await client.cues(id, { target })
await correct({ id, revision, target, cue, text })
await client.apply(id)
const { status, revision: done } = await client.wait(id)
console.log(`${id} is ${status}, at revision ${done}.`)

interface Correction {
  id: string
  revision: number
  target: string
  cue: string
  text: string
}

/** An edit of another line meanwhile does not stand in the way. */
async function correct({ id, revision, ...change }: Correction): Promise<void> {
  try {
    await client.editCues(id, { revision, edits: [{ op: 'set', ...change }] })
  } catch (error) {
    const problem = error instanceof ApiError && error.code === 'outdated' ? error.problem : undefined
    const isSameLine = problem?.changed?.some((changed) => changed.id === change.cue)
    if (problem?.revision === undefined || isSameLine) throw error
    await correct({ id, revision: problem.revision, ...change })
  }
}
