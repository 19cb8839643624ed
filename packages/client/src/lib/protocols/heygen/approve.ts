import type { Approval } from '../../editing-verbs.ts'
import { invalid, VideoTranslationError } from '../../errors.ts'
import type { Http } from '../../http/http.ts'
import { refusal } from '../parse.ts'
import type { VendorSnapshot } from '../snapshot.ts'
import { generate } from './generate.ts'
import { joinIds } from './ids.ts'
import { type ProofreadSession, sessionsOf } from './proofread-sessions.ts'
import { readFile } from './subtitles.ts'

/**
 * Lets HeyGen make the videos. Each is a new translation at HeyGen, so the id of the result is
 * another one. Approving the same subtitles again within 24 hours gives the same videos.
 */
export async function approve(
  http: Http,
  id: string,
  { stage, revision }: Approval,
): Promise<VendorSnapshot> {
  if (stage !== 'translation')
    throw invalid(
      'HeyGen shows only its translation for a review. Approve the stage `translation`.',
      'not_supported',
    )
  const sessions = await sessionsOf(http, id)
  if (revision !== undefined && sessions.length > 1)
    throw invalid(
      'HeyGen has a revision for each language. Approve all without a `revision`, or one language by its own id.',
      'not_supported',
    )
  const ids: string[] = []
  try {
    for (const session of sessions) ids.push(await start(http, session, revision))
  } catch (error) {
    if (error instanceof VideoTranslationError && ids.length > 0)
      error.message += ` These were started: ${ids.join(', ')}. Approve again to start the others.`
    throw error
  }
  // No request follows: its failure would hide videos that are paid for.
  return {
    id: joinIds(ids),
    targets: sessions.map(({ language }) => ({ language, rawStatus: 'pending' })),
  }
}

async function start(http: Http, session: ProofreadSession, revision: number | undefined): Promise<string> {
  const { revision: current } = (await readFile(http, session)).page
  if (revision !== undefined && revision !== current)
    throw refusal(
      409,
      'outdated',
      `The subtitles of ${session.id} were edited since. Read them again, then approve their newest revision.`,
    )
  // A person who has corrected the subtitles wants them as files, too.
  const options = { captions: true }
  return await generate(http, session.id, { options, idempotencyKey: `approve-${current}` })
}
