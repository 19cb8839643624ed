import { invalid } from '../../errors.ts'
import { randomKey } from '../../random-key.ts'
import { coreOf } from '../../client-core.ts'
import { asText, throwInvalidResponse } from '../parse.ts'
import { readData } from './envelope.ts'
import { joinIds, proofreadSessionId, splitIds } from './ids.ts'
import { pathOf, retryInProgress } from './v3.ts'

/** Options of {@link generateProofread}. */
export interface GenerateOptions {
  signal?: AbortSignal
  /** HeyGen's own members: `captions`, `translate_audio_only`, `callback_id`, `callback_url`. */
  options?: Record<string, unknown>
  /** Two calls with the same key make the same videos. Default: a random key. */
  idempotencyKey?: string
}

/**
 * Starts the videos of a translation that was created with `proofread: true`, after a person has
 * approved the subtitles. Resolves with the id of the translation to wait for.
 * @param client a client with the same server and key as the one that created the translation
 * @throws {VideoTranslationError} `invalid_argument` if the id is not one of a proofreading session
 */
export async function generateProofread(
  client: object,
  id: string,
  { signal, options = {}, idempotencyKey = randomKey() }: GenerateOptions = {},
): Promise<string> {
  const http = coreOf(client).http.with({ signal, translationId: id })
  const ids: string[] = []
  for (const part of splitIds(id)) {
    const session = proofreadSessionId(part)
    if (!session) throw invalid(`${part} is not a proofreading session.`)
    const call = {
      method: 'POST',
      path: `${pathOf(session, 'proofreads')}/generate`,
      json: options,
      headers: { 'idempotency-key': idempotencyKey },
    }
    const { video_translation_id: translationId } = await retryInProgress(http, () =>
      http.send(call, readData),
    )
    ids.push(asText(translationId) ?? throwInvalidResponse('no `video_translation_id`'))
  }
  return joinIds(ids)
}
