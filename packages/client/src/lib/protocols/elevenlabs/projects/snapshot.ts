import type { Artifact } from '../../../artifact.ts'
import type { Failure, Translation, Warning } from '../../../translation.ts'
import { asObject, asObjects, asText, asUrl, type JsonObject, throwInvalidResponse } from '../../parse.ts'
import { statusWithoutUrl } from '../../missing-url.ts'
import type { TargetSnapshot, VendorSnapshot } from '../../snapshot.ts'
import { continuedAt } from '../../continued-at.ts'
import { asSeconds, asUtc, isOneOf } from '../api.ts'
import { removeMarker } from '../idempotency-marker.ts'
import type { DubbingProject } from './get-status.ts'
import { latestByTag, tagOf } from './latest-languages.ts'

/** Turns a project into a translation. Its languages decide whether it has completed. */
export function toSnapshot(
  { project, languages }: DubbingProject,
  nowMs: number,
  latest?: Translation,
): VendorSnapshot {
  const status = asText(project['status']) ?? throwInvalidResponse('no `status` of the project')
  const failure = isOneOf(status, 'failed') ? failureIn(project) : undefined
  const targets = latestByTag(languages).map((language) => targetOf(language, project, failure, nowMs))
  const reference = removeMarker(asText(project['reference']))
  const from = asText(project['source_language'])
  const createdAt = asUtc(project['created_at'])
  const updatedAt = latestOf([project, ...languages], 'updated_at')
  return {
    id: asText(project['project_id']) ?? '',
    ...wholeOf(status, targets),
    source: { ...latest?.source, ...mediaOf(project) },
    ...(from && { from }),
    ...(reference && { reference }),
    ...(failure && { error: failure }),
    ...(targets.some(({ rawStatus }) => isOneOf(rawStatus, 'stale')) && { stale: true }),
    ...(createdAt && { createdAt }),
    ...(updatedAt && { updatedAt }),
    ...continuedAt(createdAt, languages.flatMap(beganAt)),
    targets,
  }
}

/**
 * When the vendor began an unfinished language. One that has a sound already is dubbed again: no
 * source says that old outputs stay meanwhile, but only then is there one.
 */
function beganAt(language: JsonObject): string[] {
  if (isOneOf(asText(language['status']) ?? '', 'completed', 'stale', 'failed')) return []
  return [asUtc(language[hasAudio(language) ? 'updated_at' : 'created_at'])].flatMap((at) => at ?? [])
}

/**
 * Until a language starts, the project's own status counts. A `ready` project with languages runs.
 */
function wholeOf(
  status: string,
  targets: readonly TargetSnapshot[],
): Pick<VendorSnapshot, 'rawStatus' | 'status'> {
  if (targets.some(({ rawStatus }) => !isOneOf(rawStatus, 'queued'))) return {}
  return { rawStatus: status, ...(isOneOf(status, 'ready') && targets.length > 0 && { status: 'running' }) }
}

function targetOf(
  language: JsonObject,
  project: JsonObject,
  failure: Failure | undefined,
  nowMs: number,
): TargetSnapshot {
  const tag = tagOf(language)
  const word = asText(language['status']) ?? throwInvalidResponse('no `status` of a language')
  const isDone = isOneOf(word, 'completed', 'stale')
  const rawStatus = failure && !isDone ? 'failed' : word
  const artifacts = artifactsOf(language, tag, nowMs)
  const withoutUrl = isDone && !hasAudio(language) ? statusWithoutUrl(msSince(language, nowMs)) : undefined
  const finishedAt = isOneOf(rawStatus, 'completed', 'failed') ? asUtc(language['updated_at']) : undefined
  return {
    language: tag,
    rawStatus,
    ...withoutUrl,
    // What is there while a language is dubbed again is its old output.
    ...(artifacts.length > 0 && { artifacts: isDone ? artifacts : artifacts.map(asOld) }),
    warnings: [...warningsIn(project), ...warningsIn(language), ...(withoutUrl?.warnings ?? [])],
    ...(isOneOf(rawStatus, 'failed') && { error: failure ?? failureIn(language) }),
    ...(finishedAt && { finishedAt }),
  }
}

const URL_LIFETIME_MS = 3_600_000

/** Reads `DubbingLanguageOutputs` of the SDK. A URL works for an hour after the response. */
function artifactsOf(language: JsonObject, tag: string, nowMs: number): Artifact[] {
  const { lossless_audio: audio, subtitles } = asObject(language['outputs']) ?? {}
  const urlExpiresAt = new Date(nowMs + URL_LIFETIME_MS).toISOString()
  const artifact = (url: unknown, ending: string, mediaType: string): Artifact[] => {
    const href = asUrl(url)?.href
    return href ? [{ name: `${tag}.${ending}`, mediaType, url: href, urlExpiresAt }] : []
  }
  return [...artifact(audio, 'flac', 'audio/flac'), ...artifact(subtitles, 'vtt', 'text/vtt')]
}

function asOld(artifact: Artifact): Artifact {
  return { ...artifact, stale: true }
}

/** Subtitles alone are no dub. */
function hasAudio(language: JsonObject): boolean {
  return asUrl(asObject(language['outputs'])?.['lossless_audio']) !== undefined
}

function msSince(language: JsonObject, nowMs: number): number {
  const atMs = Date.parse(asUtc(language['updated_at']) ?? '')
  return Number.isNaN(atMs) ? 0 : nowMs - atMs
}

/**
 * Reads both formats that the vendor documents: `{code, message, retryable}` in its OpenAPI
 * document, and `{message_type, error}` in its reference and SDK.
 */
function failureIn(body: JsonObject): Failure {
  const failure = asObject(body['error']) ?? {}
  const message = asText(failure['message']) ?? asText(failure['error']) ?? asText(body['error'])
  return {
    code: asText(failure['code']) ?? 'dubbing_failed',
    message: message ?? 'ElevenLabs reports a failure without a reason.',
  }
}

function warningsIn(body: JsonObject): Warning[] {
  return asObjects(body['warnings']).flatMap((warning) => {
    const code = asText(warning['type'])
    return code ? [{ code, message: asText(warning['message']) ?? code }] : []
  })
}

function mediaOf(project: JsonObject): VendorSnapshot['source'] {
  const media = asObject(project['media']) ?? {}
  const name = asText(media['filename'])
  const durationSeconds = asSeconds(media['duration_s'])
  return {
    ...(name && { name }),
    ...(durationSeconds && { durationSeconds }),
  }
}

function latestOf(bodies: readonly JsonObject[], member: string): string | undefined {
  return bodies
    .flatMap((body) => asUtc(body[member]) ?? [])
    .toSorted()
    .at(-1)
}
