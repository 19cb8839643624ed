import type { Known } from '../../protocol.ts'
import type { Failure, Translation } from '../../translation.ts'
import { bodiesIn, type Body, bodyIn, instantIn, textIn } from '../answers.ts'
import { whileNoUrl } from '../no-url.ts'
import type { SightedTarget, Sighting } from '../sighting.ts'
import { artifactsOf, hasMedia, sourceArtifactsOf } from './artifacts.ts'
import { joinIds } from './ids.ts'
import type { Found } from './look.ts'

/** When one looks: what was known before, and what Azure's clock shows. */
export interface Now extends Partial<Known> {
  nowMs: number
}

/** What was found of all languages, as one translation. */
export function sightingOf(found: readonly Found[], now: Now): Sighting {
  const bodies = bodiesIn(found.map(({ translation }) => translation))
  const first: Body = bodies[0] ?? {}
  const input = bodyIn(first['input']) ?? {}
  const from = textIn(input['sourceLocale'])
  const reference = textIn(first['description'])
  const results = found.map(({ iteration }) => bodyIn(iteration?.['result']) ?? {})
  return {
    id: now.id ?? joinIds(found.map(({ ids }) => ids)),
    source: sourceOf(first, input),
    ...(from && { from }),
    ...(reference && { reference }),
    artifacts: results.map((result) => sourceArtifactsOf(result, from)).find((all) => all.length > 0) ?? [],
    targets: found.map((each) => targetOf(each, now)),
    ...timesOf(found, bodies),
  }
}

/** Without the shared access signature of its URL, which is a secret. */
function sourceOf(translation: Body, input: Body): Translation['source'] {
  const url = textIn(input['videoFileUrl']) ?? textIn(input['audioFileUrl'])
  const name = textIn(translation['displayName'])
  return { ...(url && { url: url.split('?')[0] }), ...(name && { name }) }
}

function targetOf({ ids, translation, iteration, operation }: Found, now: Now): SightedTarget {
  const language = textIn(bodyIn(translation?.['input'])?.['targetLocale']) ?? localeIn(ids.translation)
  if (!translation) return { language, word: 'NotFound' }
  const word = wordOf({ translation, iteration, operation })
  const result = bodyIn(iteration?.['result']) ?? {}
  const finishedAt = FINISHED.includes(word) && instantIn(iteration?.['lastActionDateTime'])
  return {
    language,
    word,
    artifacts: artifactsOf(result, language),
    ...(finishedAt && { finishedAt }),
    ...(word === 'Failed' && { error: failureIn(iteration, translation) }),
    ...(word === 'Succeeded' && !hasMedia(result) && whileNoUrl(msSince(iteration, language, now))),
  }
}

const FINISHED: readonly string[] = ['Succeeded', 'Failed', 'Canceled']

/** Ids that we chose end in the locale; others say nothing, and nothing is known of them. */
function localeIn(translation: string): string {
  return /\.([a-z]{2,4}(?:[-_][a-z0-9]+)*)$/i.exec(translation)?.[1] ?? 'und'
}

/**
 * A translation is done when its iteration is: one that has none yet is not, even if the operation that created it succeeded.
 * Where none has started, a failure of the operation, or a reason for one, is the end.
 */
function wordOf({ translation = {}, iteration, operation }: Omit<Found, 'ids'>): string {
  const told = textIn(iteration?.['status'])
  if (told && told !== 'NotStarted') return told
  const before = operation ?? textIn(translation['status'])
  if (before === 'Failed' || before === 'Canceled') return before
  if (told) return told
  if (!iteration && textIn(translation['failureReason'])) return 'Failed'
  return before === undefined || before === 'Succeeded' ? 'NotStarted' : before
}

function failureIn(iteration: Body | undefined, translation: Body): Failure {
  const told = textIn(iteration?.['failureReason']) ?? textIn(translation['failureReason'])
  return { code: 'failed', message: told ?? 'Azure says Failed, and not why.' }
}

/** How long it has been succeeded: as Azure tells, or since this client first saw it so. */
function msSince(iteration: Body | undefined, language: string, { latest, nowMs }: Now): number {
  const told = Date.parse(instantIn(iteration?.['lastActionDateTime']) ?? '')
  if (!Number.isNaN(told)) return nowMs - told
  const before = latest?.targets.find((target) => target.language === language)
  return latest && before?.rawStatus === 'Succeeded' ? Date.now() - Date.parse(latest.updatedAt) : 0
}

type Times = Partial<Pick<Translation, 'createdAt' | 'updatedAt' | 'expiresAt'>>

function timesOf(found: readonly Found[], bodies: readonly Body[]): Times {
  const [createdAt] = bodies.flatMap((body) => instantIn(body['createdDateTime']) ?? []).toSorted()
  const changes = found.flatMap(({ iteration }) => instantIn(iteration?.['lastActionDateTime']) ?? [])
  const updatedAt = changes.toSorted().at(-1)
  const [expiresAt] = bodies.flatMap((body) => expiryOf(body) ?? []).toSorted()
  return {
    ...(createdAt && { createdAt }),
    ...(updatedAt && { updatedAt }),
    ...(expiresAt && { expiresAt }),
  }
}

/** Revisions of the specification differ: one tells the instant, one the hours from the creation on. */
function expiryOf(translation: Body): string | undefined {
  const told = instantIn(translation['expiresDateTime'])
  const hours = bodyIn(translation['properties'])?.['timeToLiveInHours']
  const createdMs = Date.parse(instantIn(translation['createdDateTime']) ?? '')
  if (told || typeof hours !== 'number') return told
  const atMs = createdMs + hours * 3_600_000
  return Math.abs(atMs) < 8e15 ? new Date(atMs).toISOString() : undefined
}
