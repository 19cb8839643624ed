import { invalid } from '../../errors.ts'
import { randomKey } from '../../native/create.ts'
import { transportOf } from '../../transport-of.ts'
import { lacks, textIn } from '../answers.ts'
import { readData } from './envelope.ts'
import { joinIds, proofreadIn, splitIds } from './ids.ts'
import { onceAnswered, pathOf } from './v3.ts'

/** How to go on after proofreading. */
export interface GenerateOptions {
  signal?: AbortSignal
  /** What HeyGen takes, in its own words: `captions`, `translate_audio_only`, `callback_id`, `callback_url`. */
  options?: Record<string, unknown>
  /** Two calls with the same key make the same videos. Default: a random one, so that a repeated request is safe. */
  idempotencyKey?: string
}

/**
 * Has the videos made of what was created with `proofread: true`, once a person is content with the subtitles. Resolves with the id of
 * the translation to wait for.
 * @param client the one that it was created with, or another of the same server and key
 */
export async function generateProofread(
  client: object,
  id: string,
  { signal, options = {}, idempotencyKey = randomKey() }: GenerateOptions = {},
): Promise<string> {
  const http = transportOf(client).with({ signal, translationId: id })
  const ids: string[] = []
  for (const part of splitIds(id)) {
    const session = proofreadIn(part)
    if (!session) throw invalid(`${part} is no session of proofreading.`)
    const call = {
      method: 'POST',
      path: `${pathOf(session, 'proofreads')}/generate`,
      json: options,
      headers: { 'idempotency-key': idempotencyKey },
    }
    const { video_translation_id: made } = await onceAnswered(http, () => http.send(call, readData))
    ids.push(textIn(made) ?? lacks('the id of a translation'))
  }
  return joinIds(ids)
}
