import type { TranslationRef } from '../../protocol.ts'
import { type Failure, isFinal, type Target, type Translation } from '../../translation.ts'
import { statusWithoutUrl } from '../missing-url.ts'
import { asText, type JsonObject, throwInvalidResponse } from '../parse.ts'
import type { TargetSnapshot, VendorSnapshot } from '../snapshot.ts'
import type { StatusSummary } from './api-version.ts'
import { artifactsOf, hasResult } from './artifacts.ts'
import { splitIds } from './ids.ts'
import { tagOf, UNDETERMINED } from './languages.ts'
import { meansStatus } from './words.ts'

/** HeyGen's responses about its translations, by HeyGen's ids. */
export interface HeygenResponses {
  /** Undefined: HeyGen does not have the translation. */
  details: Map<string, JsonObject | undefined>
  summaries: Map<string, StatusSummary>
}

/** Combines HeyGen's translations into one snapshot, or none if HeyGen has no part of it. */
export function toSnapshots({ id, latest }: TranslationRef, responses: HeygenResponses): VendorSnapshot[] {
  const parts = splitIds(id)
  const isGone = parts.every((part) => responses.details.has(part) && !responses.details.get(part))
  if (isGone) return []
  const details = parts.map((part) => responses.details.get(part)).filter((body) => body !== undefined)
  return [
    {
      id,
      ...factsOf(details, latest),
      targets: parts.map((part, at) => targetOf(part, latest?.targets[at], latest, responses)),
    },
  ]
}

/**
 * The facts that all languages share. Those of the last snapshot stay if there are no new details.
 */
function factsOf(details: readonly JsonObject[], latest: Translation | undefined): Partial<VendorSnapshot> {
  const [first = {}] = details
  const inputLanguage = asText(first['input_language'])
  const from = inputLanguage ? tagOf(inputLanguage) : latest?.from
  const reference = asText(first['callback_id']) ?? latest?.reference
  const createdAt = instantOf(first['created_at'])
  return {
    source: { ...latest?.source, ...sourceOf(first) },
    ...(from && { from }),
    ...(reference && { reference }),
    ...(createdAt && { createdAt }),
  }
}

function sourceOf(body: JsonObject): Translation['source'] {
  const name = asText(body['title'])
  const duration = Number(body['duration'] ?? Number.NaN)
  return { ...(name && { name }), ...(duration > 0 && duration < Infinity && { durationSeconds: duration }) }
}

/** HeyGen sends seconds since 1970. */
function instantOf(value: unknown): string | undefined {
  const atMs = typeof value === 'number' ? value * 1000 : Number.NaN
  return atMs > 0 && atMs < 8e15 ? new Date(atMs).toISOString() : undefined
}

function targetOf(
  part: string,
  previous: Target | undefined,
  latest: Translation | undefined,
  { details, summaries }: HeygenResponses,
): TargetSnapshot {
  const body = details.get(part)
  if (body) return fromDetails(body, previous, latest)
  if (details.has(part)) return missingTarget(previous, latest)
  const summary = summaries.get(part)
  if (summary) return fromSummary(summary, previous, latest)
  return previous ? unchanged(previous) : { language: UNDETERMINED, rawStatus: 'pending' }
}

function fromDetails(
  body: JsonObject,
  previous: Target | undefined,
  latest: Translation | undefined,
): TargetSnapshot {
  const rawStatus = asText(body['status']) ?? throwInvalidResponse('no `status` of the translation')
  const name = asText(body['output_language'])
  const language = name ? tagOf(name) : (previous?.language ?? UNDETERMINED)
  const target = { language, rawStatus, artifacts: artifactsOf(body, language) }
  if (meansStatus('error', rawStatus))
    return { ...target, error: failureOf(rawStatus, asText(body['failure_message'])) }
  if (!meansStatus('completed', rawStatus)) return target
  // The subtitles are done. HeyGen makes the video when a person approves them.
  if (body['proofread'] === true) return { ...target, status: 'needs_input' }
  return hasResult(body) ? target : { ...target, ...withoutUrl(previous, latest) }
}

/** A summary has no files: either many were requested at once, or the details failed. */
function fromSummary(
  { rawStatus, failure }: StatusSummary,
  previous: Target | undefined,
  latest: Translation | undefined,
): TargetSnapshot {
  const target = { language: previous?.language ?? UNDETERMINED, rawStatus }
  if (meansStatus('error', rawStatus)) return { ...target, error: failureOf(rawStatus, failure) }
  return meansStatus('completed', rawStatus) ? { ...target, ...withoutUrl(previous, latest) } : target
}

/** HeyGen sends no time of completion, so the time counts from when this client first saw it. */
function withoutUrl(
  previous: Target | undefined,
  latest: Translation | undefined,
): ReturnType<typeof statusWithoutUrl> {
  const wasCompleted = meansStatus('completed', previous?.rawStatus ?? '')
  return statusWithoutUrl(latest && wasCompleted ? Date.now() - Date.parse(latest.updatedAt) : 0)
}

// A new translation may not be visible on all of HeyGen's servers yet.
const VISIBLE_WITHIN_MS = 10_000

/** HeyGen has other parts of the translation, but not this one. */
function missingTarget(previous: Target | undefined, latest: Translation | undefined): TargetSnapshot {
  const ageMs = Date.now() - Date.parse(latest?.createdAt ?? '')
  if (previous && (isFinal(previous.status) || ageMs < VISIBLE_WITHIN_MS)) return unchanged(previous)
  const error = previous
    ? { code: 'deleted', message: 'It was deleted at HeyGen.' }
    : { code: 'not_found', message: 'HeyGen does not have it, or hides it from this key.' }
  return { language: previous?.language ?? UNDETERMINED, rawStatus: 'not_found', error }
}

function unchanged({ rawStatus, ...target }: Target): TargetSnapshot {
  return { ...target, rawStatus: rawStatus ?? target.status }
}

function failureOf(rawStatus: string, message: string | undefined): Failure {
  return { code: 'failed', message: message ?? `HeyGen reports ${rawStatus} without a reason.` }
}
