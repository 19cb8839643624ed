import { invalid } from '../../errors.ts'
import type { Http } from '../../http/http.ts'
import { noCues, unknownTarget } from '../edit-refusals.ts'
import { asText, type JsonObject, throwInvalidResponse } from '../parse.ts'
import { readData } from './envelope.ts'
import { proofreadSessionId, splitIds } from './ids.ts'
import { tagOf, UNDETERMINED } from './languages.ts'
import { pathOf } from './v3.ts'
import { meansStatus } from './words.ts'

/** One language of a translation that was created with `proofread: true`. */
export interface ProofreadSession {
  /** HeyGen's id of the proofreading session. */
  id: string
  language: string
}

/**
 * The sessions of a translation, whose subtitles are made.
 * @throws {VideoTranslationError} `not_supported` for a translation that is no proofreading
 * @throws {ApiError} 404 `no_cues` while HeyGen makes the subtitles
 */
export async function sessionsOf(http: Http, id: string): Promise<ProofreadSession[]> {
  const ids = splitIds(id).map((part) => proofreadSessionId(part) ?? throwNoProofread(part))
  return await Promise.all(ids.map((session) => readSession(http, session)))
}

/** The session of a target. @throws {VideoTranslationError} if it is not clear which is meant */
export async function sessionOf(
  http: Http,
  id: string,
  target: string | undefined,
): Promise<ProofreadSession> {
  const sessions = await sessionsOf(http, id)
  const languages = sessions.map(({ language }) => language)
  const [only, ...others] = sessions as [ProofreadSession, ...ProofreadSession[]]
  if (target === undefined && others.length === 0) return only
  if (target === undefined)
    throw invalid(`HeyGen has subtitles for each language. Name one as \`target\`: ${languages.join(', ')}.`)
  return sessions.find(({ language }) => language === target) ?? throwUnknown(target, languages)
}

function throwUnknown(target: string, languages: readonly string[]): never {
  throw unknownTarget(target, languages)
}

async function readSession(http: Http, id: string): Promise<ProofreadSession> {
  const body: JsonObject = await http.send({ path: pathOf(id, 'proofreads') }, readData)
  const status = asText(body['status']) ?? throwInvalidResponse('no `status` of the session')
  if (!meansStatus('completed', status))
    throw noCues(`The session ${id} has no subtitles yet: HeyGen says that it is ${status}.`)
  const name = asText(body['output_language'])
  return { id, language: name ? tagOf(name) : UNDETERMINED }
}

export function throwNoProofread(id: string): never {
  throw invalid(
    `HeyGen cannot correct ${id}. It takes corrections only before the video is made: create with ` +
      '`proofread: true`, correct the cues, then approve them.',
    'not_supported',
  )
}
