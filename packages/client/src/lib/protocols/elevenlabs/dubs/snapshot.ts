import type { Translation } from '../../../translation.ts'
import { asObject, asText, type JsonObject, throwInvalidResponse } from '../../parse.ts'
import type { TargetSnapshot, VendorSnapshot } from '../../snapshot.ts'
import { asSeconds, asUtc, isOneOf } from '../api.ts'
import { dubArtifacts } from './files.ts'
import { type DubId, joinDubs } from './ids.ts'
import { removeMarker } from '../idempotency-marker.ts'

/** A dub, and its `DubbingMetadataResponse` of the SDK. Undefined: the vendor no longer has it. */
export interface Dub extends DubId {
  body: JsonObject | undefined
}

/** Combines the dubs of one source into one translation. */
export function toSnapshot(dubs: readonly Dub[], latest?: Translation): VendorSnapshot {
  const bodies = dubs.flatMap(({ body }): JsonObject[] => (body ? [body] : []))
  const from = bodies.flatMap((body) => asText(body['source_language']) ?? [])[0] ?? latest?.from
  const [createdAt] = bodies.flatMap((body) => asUtc(body['created_at']) ?? []).toSorted()
  const previous = latest?.targets.map(({ language }) => language) ?? []
  return {
    id: joinDubs(dubs),
    source: { ...latest?.source, ...sourceOf(bodies[0] ?? {}) },
    ...(from && { from }),
    ...(createdAt && { createdAt }),
    targets: dubs.flatMap((dub) => targetsOf(dub, dubs.length === 1 ? previous : [])),
  }
}

function sourceOf(body: JsonObject): VendorSnapshot['source'] {
  const name = removeMarker(asText(body['name']))
  const durationSeconds = asSeconds(asObject(body['media_metadata'])?.['duration'])
  return {
    ...(name && { name }),
    ...(durationSeconds && { durationSeconds }),
  }
}

/** A dub has one language, unless a person added more in the vendor's studio. */
function targetsOf({ body, language }: Dub, previous: readonly string[]): TargetSnapshot[] {
  if (!body) return [{ language: language ?? UNDETERMINED, rawStatus: 'not_found' }]
  const listed = [body['target_languages']].flat().flatMap((each) => asText(each) ?? [])
  const [languages = [UNDETERMINED]] = [language ? [language] : [], listed, previous].filter(
    ({ length }) => length > 0,
  )
  return languages.map((each) => targetOf(body, each))
}

/** The BCP 47 tag for an unknown language. */
const UNDETERMINED = 'und'

function targetOf(body: JsonObject, language: string): TargetSnapshot {
  const rawStatus = asText(body['status']) ?? throwInvalidResponse('no `status` of the dub')
  const contentType = asText(asObject(body['media_metadata'])?.['content_type'])
  return {
    language,
    rawStatus,
    ...(isOneOf(rawStatus, 'dubbed') && { artifacts: dubArtifacts(language, contentType) }),
    ...(isOneOf(rawStatus, 'failed') && { error: { code: 'dubbing_failed', message: reasonIn(body) } }),
  }
}

function reasonIn(body: JsonObject): string {
  return asText(body['error']) ?? 'ElevenLabs reports a failed dub without a reason.'
}
