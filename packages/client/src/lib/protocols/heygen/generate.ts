import { invalid } from '../../errors.ts'
import type { Http } from '../../http/http.ts'
import { randomKey } from '../../random-key.ts'
import { coreOf } from '../../client-core.ts'
import { asText, throwInvalidResponse } from '../parse.ts'
import { readData } from './envelope.ts'
import { joinIds, proofreadSessionId, splitIds } from './ids.ts'
import { pathOf, retryInProgress } from './v3.ts'

/** Members of `POST /v3/video-translations/proofreads/{id}/generate` (heygen-cli, `gen/`). */
export interface HeygenGenerateOptions {
  /** Makes captions for the video. Default: false. */
  captions?: boolean
  /** Translates only the sound, and keeps the picture: no lip-sync. Default: false. */
  translate_audio_only?: boolean
  /** Your own id in the webhook. */
  callback_id?: string
  /** Receives a webhook at the end. */
  callback_url?: string
  [member: string]: unknown
}

/** Options of {@link generateProofread}. */
export interface GenerateOptions {
  signal?: AbortSignal
  /** HeyGen's own, in its words. */
  options?: HeygenGenerateOptions
  /** Two calls with the same key make the same videos. Default: a random key. */
  idempotencyKey?: string
}

/**
 * Starts the videos of a translation that was created with `proofread: true`, after a person has
 * approved the subtitles. Resolves with the id of the translation to wait for. `client.approve`
 * does the same without options.
 * @param client a client with the same server and key as the one that created the translation
 * @throws {VideoTranslationError} `invalid_argument` if the id is not one of a proofreading session
 */
export async function generateProofread(
  client: object,
  id: string,
  { signal, options, idempotencyKey = randomKey() }: GenerateOptions = {},
): Promise<string> {
  const http = coreOf(client).http.with({ signal, translationId: id })
  const ids: string[] = []
  for (const part of splitIds(id)) {
    const session = proofreadSessionId(part)
    if (!session) throw invalid(`${part} is not a proofreading session.`)
    ids.push(await generate(http, session, { options, idempotencyKey }))
  }
  return joinIds(ids)
}

/** Starts the video of one session. Resolves with HeyGen's id of the translation. */
export async function generate(
  http: Http,
  session: string,
  { options = {}, idempotencyKey }: { options?: HeygenGenerateOptions | undefined; idempotencyKey: string },
): Promise<string> {
  const call = {
    method: 'POST',
    path: `${pathOf(session, 'proofreads')}/generate`,
    json: options,
    headers: { 'idempotency-key': idempotencyKey },
  }
  const { video_translation_id: id } = await retryInProgress(http, () => http.send(call, readData))
  return asText(id) ?? throwInvalidResponse('no `video_translation_id`')
}
