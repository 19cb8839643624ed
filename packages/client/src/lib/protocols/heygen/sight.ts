import { isFinal, type Target, type Translation } from '../../translation.ts'
import type { Known } from '../../protocol.ts'
import { type Body, lacks, textIn } from '../answers.ts'
import { whileNoUrl } from '../no-url.ts'
import type { SightedTarget, Sighting } from '../sighting.ts'
import { artifactsOf, hasResult } from './artifacts.ts'
import { splitIds } from './ids.ts'
import { tagOf, UNDETERMINED } from './languages.ts'
import type { Told } from './wire.ts'
import { isWordFor } from './words.ts'

/** What was found out of the translations of HeyGen, by its ids. */
export interface Found {
  /** Undefined: HeyGen does not have it. */
  details: Map<string, Body | undefined>
  told: Map<string, Told>
}

/** What was found of one, as a translation; nothing where HeyGen has no part of it. */
export function sightingOf({ id, latest }: Known, found: Found): Sighting[] {
  const parts = splitIds(id)
  const isGone = parts.every((part) => found.details.has(part) && !found.details.get(part))
  if (isGone) return []
  const details = parts.map((part) => found.details.get(part)).filter((body) => body !== undefined)
  return [
    {
      id,
      ...factsOf(details, latest),
      targets: parts.map((part, at) => targetOf(part, latest?.targets[at], latest, found)),
    },
  ]
}

/** What HeyGen tells of each language is the same for all; where nothing was asked this time, it is as before. */
function factsOf(details: readonly Body[], latest: Translation | undefined): Partial<Sighting> {
  const [first = {}] = details
  const from = textIn(first['input_language'])
  const reference = textIn(first['callback_id']) ?? latest?.reference
  const createdAt = instantOf(first['created_at'])
  const spoken = from ? tagOf(from) : latest?.from
  return {
    source: { ...latest?.source, ...sourceOf(first) },
    ...(spoken && { from: spoken }),
    ...(reference && { reference }),
    ...(createdAt && { createdAt }),
  }
}

function sourceOf(body: Body): Translation['source'] {
  const name = textIn(body['title'])
  const duration = Number(body['duration'] ?? Number.NaN)
  return { ...(name && { name }), ...(duration > 0 && duration < Infinity && { durationSeconds: duration }) }
}

/** HeyGen tells seconds since 1970. */
function instantOf(value: unknown): string | undefined {
  const atMs = typeof value === 'number' ? value * 1000 : Number.NaN
  return atMs > 0 && atMs < 8e15 ? new Date(atMs).toISOString() : undefined
}

function targetOf(
  part: string,
  before: Target | undefined,
  latest: Translation | undefined,
  { details, told }: Found,
): SightedTarget {
  const body = details.get(part)
  if (body) return detailedOf(body, before, latest)
  if (details.has(part)) return absentOf(before, latest)
  const summary = told.get(part)
  if (summary) return summarizedOf(summary.word, summary.failure, before, latest)
  return before ? asBefore(before) : { language: UNDETERMINED, word: 'pending' }
}

/** @param body what one answer tells of one language */
function detailedOf(body: Body, before: Target | undefined, latest: Translation | undefined): SightedTarget {
  const word = textIn(body['status']) ?? lacks('a translation of HeyGen')
  const told = textIn(body['output_language'])
  const language = told ? tagOf(told) : (before?.language ?? UNDETERMINED)
  const seen = { language, word, artifacts: artifactsOf(body, language) }
  if (isWordFor('error', word)) return { ...seen, error: failureOf(word, textIn(body['failure_message'])) }
  if (!isWordFor('completed', word)) return seen
  // The subtitles are done; the video is made when a person says so.
  if (body['proofread'] === true) return { ...seen, status: 'needs_input' }
  return hasResult(body) ? seen : { ...seen, ...whileNoUrl(msSince(word, before, latest)) }
}

/** How it stands is all that is known: of an answer about many, or where the rest could not be had. */
function summarizedOf(
  word: string,
  failure: string | undefined,
  before: Target | undefined,
  latest: Translation | undefined,
): SightedTarget {
  const seen = { language: before?.language ?? UNDETERMINED, word }
  if (isWordFor('error', word)) return { ...seen, error: failureOf(word, failure) }
  return isWordFor('completed', word) ? { ...seen, ...whileNoUrl(msSince(word, before, latest)) } : seen
}

// What was created just now may not be visible everywhere yet.
const VISIBLE_WITHIN_MS = 10_000

/** HeyGen has other parts of the translation, and not this one. */
function absentOf(before: Target | undefined, latest: Translation | undefined): SightedTarget {
  const ageMs = Date.now() - Date.parse(latest?.createdAt ?? '')
  if (before && (isFinal(before.status) || ageMs < VISIBLE_WITHIN_MS)) return asBefore(before)
  const error = before
    ? { code: 'deleted', message: 'It was deleted at HeyGen.' }
    : { code: 'not_found', message: 'HeyGen does not have it, or not for this key.' }
  return { language: before?.language ?? UNDETERMINED, word: 'not_found', error }
}

function asBefore({ rawStatus, ...target }: Target): SightedTarget {
  return { ...target, word: rawStatus ?? target.status }
}

function failureOf(word: string, message: string | undefined): Target['error'] & object {
  return { code: 'failed', message: message ?? `HeyGen says ${word}, and not why.` }
}

/** How long it has been called so, as far as this client has seen: HeyGen tells no time. */
function msSince(word: string, before: Target | undefined, latest: Translation | undefined): number {
  const wasSo = before?.rawStatus !== undefined && isWordFor('completed', before.rawStatus)
  return latest && wasSo && isWordFor('completed', word) ? Date.now() - Date.parse(latest.updatedAt) : 0
}
