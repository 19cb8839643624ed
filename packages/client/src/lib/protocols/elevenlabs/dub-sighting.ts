import type { Known } from '../../protocol.ts'
import { type Body, bodyIn, lacks, textIn } from '../answers.ts'
import type { SightedTarget, Sighting } from '../sighting.ts'
import { isWord, secondsIn, utcIn } from './answers.ts'
import { dubArtifacts } from './dub-files.ts'
import { type DubId, joinDubs } from './dub-ids.ts'
import { unmarked } from './mark.ts'

/** A dub, and `DubbingMetadataResponse` of the SDK; undefined where the vendor has it no longer. */
export interface FoundDub extends DubId {
  body: Body | undefined
}

/** What several dubs of one source show, as one translation. */
export function dubSighting(found: readonly FoundDub[], { latest }: Partial<Known> = {}): Sighting {
  const bodies = found.flatMap(({ body }): Body[] => (body ? [body] : []))
  const from = bodies.flatMap((body) => textIn(body['source_language']) ?? [])[0] ?? latest?.from
  const [createdAt] = bodies.flatMap((body) => utcIn(body['created_at']) ?? []).toSorted()
  const before = latest?.targets.map(({ language }) => language) ?? []
  return {
    id: joinDubs(found),
    source: { ...latest?.source, ...sourceOf(bodies[0] ?? {}) },
    ...(from && { from }),
    ...(createdAt && { createdAt }),
    targets: found.flatMap((dub) => targetsOf(dub, found.length === 1 ? before : [])),
  }
}

function sourceOf(body: Body): Sighting['source'] {
  const name = unmarked(textIn(body['name']))
  const durationSeconds = secondsIn(bodyIn(body['media_metadata'])?.['duration'])
  return {
    ...(name && { name }),
    ...(durationSeconds && { durationSeconds }),
  }
}

/** A dub has one language, unless somebody has added more in the vendor's studio. */
function targetsOf({ body, language }: FoundDub, before: readonly string[]): SightedTarget[] {
  if (!body) return [{ language: language ?? UNDETERMINED, word: 'not_found' }]
  const told = [body['target_languages']].flat().flatMap((each) => textIn(each) ?? [])
  const [languages = [UNDETERMINED]] = [language ? [language] : [], told, before].filter(
    ({ length }) => length > 0,
  )
  return languages.map((each) => targetOf(body, each))
}

/** The tag of BCP 47 for a language that nobody named. */
const UNDETERMINED = 'und'

function targetOf(body: Body, language: string): SightedTarget {
  const word = textIn(body['status']) ?? lacks('a dub: it has no status')
  const contentType = textIn(bodyIn(body['media_metadata'])?.['content_type'])
  return {
    language,
    word,
    ...(isWord(word, 'dubbed') && { artifacts: dubArtifacts(language, contentType) }),
    ...(isWord(word, 'failed') && { error: { code: 'dubbing_failed', message: reasonIn(body) } }),
  }
}

function reasonIn(body: Body): string {
  return textIn(body['error']) ?? 'ElevenLabs says that the dub failed, and not why.'
}
