import type { Artifact, Failure, Translation, Warning } from '../../translation.ts'
import { bodiesIn, type Body, bodyIn, lacks, textIn, urlIn } from '../answers.ts'
import { whileNoUrl } from '../no-url.ts'
import type { SightedTarget, Sighting } from '../sighting.ts'
import { isWord, secondsIn, utcIn } from './answers.ts'
import { unmarked } from './mark.ts'
import type { FoundProject } from './project-look.ts'

/** What is seen of a project, as a translation. Whether one has completed, its languages say. */
export function projectSighting(
  { project, languages }: FoundProject,
  nowMs: number,
  latest?: Translation,
): Sighting {
  const status = textIn(project['status']) ?? lacks('a dubbing project: it has no status')
  const failure = isWord(status, 'failed') ? failureIn(project) : undefined
  const targets = newest(languages).map((language) => targetOf(language, project, failure, nowMs))
  const reference = unmarked(textIn(project['reference']))
  const from = textIn(project['source_language'])
  const createdAt = utcIn(project['created_at'])
  const updatedAt = latestOf([project, ...languages], 'updated_at')
  return {
    id: textIn(project['project_id']) ?? '',
    ...wholeOf(status, targets),
    source: { ...latest?.source, ...mediaOf(project) },
    ...(from && { from }),
    ...(reference && { reference }),
    ...(failure && { error: failure }),
    ...(targets.some(({ word }) => isWord(word, 'stale')) && { stale: true }),
    ...(createdAt && { createdAt }),
    ...(updatedAt && { updatedAt }),
    targets,
  }
}

/** While none of the languages has begun, the project's word says how far it is. One that is ready waits only for languages. */
function wholeOf(status: string, targets: readonly SightedTarget[]): Pick<Sighting, 'word' | 'status'> {
  if (targets.some(({ word }) => !isWord(word, 'queued'))) return {}
  return { word: status, ...(isWord(status, 'ready') && targets.length > 0 && { status: 'running' }) }
}

/** A language that failed may have been added anew: the later one counts. */
function newest(languages: readonly Body[]): Body[] {
  const when = (language: Body): string => utcIn(language['created_at']) ?? ''
  const ordered = languages.toSorted((one, other) => (when(one) < when(other) ? -1 : 1))
  return [...new Map(ordered.map((language) => [tagOf(language), language])).values()]
}

function tagOf(language: Body): string {
  return textIn(language['target_language']) ?? lacks('a language target: it has no target_language')
}

function targetOf(language: Body, project: Body, failure: Failure | undefined, nowMs: number): SightedTarget {
  const tag = tagOf(language)
  const told = textIn(language['status']) ?? lacks('a language target: it has no status')
  const isDone = isWord(told, 'completed', 'stale')
  const word = failure && !isDone ? 'failed' : told
  const artifacts = artifactsOf(language, tag, nowMs)
  const missing = isDone && !hasSound(language) ? whileNoUrl(msSince(language, nowMs)) : undefined
  const finishedAt = isWord(word, 'completed', 'failed') ? utcIn(language['updated_at']) : undefined
  return {
    language: tag,
    word,
    ...missing,
    ...(isDone && { artifacts }),
    warnings: [...warningsIn(project), ...warningsIn(language), ...(missing?.warnings ?? [])],
    ...(isWord(word, 'failed') && { error: failure ?? failureIn(language) }),
    ...(finishedAt && { finishedAt }),
  }
}

const LINK_LIFE_MS = 3_600_000

/** `DubbingLanguageOutputs` of the SDK. A link is good for an hour from when it was told. */
function artifactsOf(language: Body, tag: string, nowMs: number): Artifact[] {
  const { lossless_audio: audio, subtitles } = bodyIn(language['outputs']) ?? {}
  const urlExpiresAt = new Date(nowMs + LINK_LIFE_MS).toISOString()
  const artifact = (url: unknown, ending: string, mediaType: string): Artifact[] => {
    const told = urlIn(url)
    return told ? [{ name: `${tag}.${ending}`, mediaType, url: told.href, urlExpiresAt }] : []
  }
  return [...artifact(audio, 'flac', 'audio/flac'), ...artifact(subtitles, 'vtt', 'text/vtt')]
}

/** Subtitles alone are no dub. */
function hasSound(language: Body): boolean {
  return urlIn(bodyIn(language['outputs'])?.['lossless_audio']) !== undefined
}

function msSince(language: Body, nowMs: number): number {
  const atMs = Date.parse(utcIn(language['updated_at']) ?? '')
  return Number.isNaN(atMs) ? 0 : nowMs - atMs
}

/**
 * The vendor publishes two shapes of a failure: `{code, message, retryable}` in its OpenAPI document, and `{message_type, error}` in
 * its reference and SDK.
 */
function failureIn(body: Body): Failure {
  const failure = bodyIn(body['error']) ?? {}
  const message = textIn(failure['message']) ?? textIn(failure['error']) ?? textIn(body['error'])
  return {
    code: textIn(failure['code']) ?? 'dubbing_failed',
    message: message ?? 'ElevenLabs says that it failed, and not why.',
  }
}

function warningsIn(body: Body): Warning[] {
  return bodiesIn(body['warnings']).flatMap((warning) => {
    const code = textIn(warning['type'])
    return code ? [{ code, message: textIn(warning['message']) ?? code }] : []
  })
}

function mediaOf(project: Body): Sighting['source'] {
  const media = bodyIn(project['media']) ?? {}
  const name = textIn(media['filename'])
  const durationSeconds = secondsIn(media['duration_s'])
  return {
    ...(name && { name }),
    ...(durationSeconds && { durationSeconds }),
  }
}

function latestOf(bodies: readonly Body[], member: string): string | undefined {
  return bodies
    .flatMap((body) => utcIn(body[member]) ?? [])
    .toSorted()
    .at(-1)
}
