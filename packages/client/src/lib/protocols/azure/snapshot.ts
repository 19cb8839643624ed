import type { Failure, Translation } from '../../translation.ts'
import { statusWithoutUrl } from '../missing-url.ts'
import { asInstant, asObject, asObjects, asText, type JsonObject } from '../parse.ts'
import type { TargetSnapshot, VendorSnapshot } from '../snapshot.ts'
import { artifactsOf, hasMedia, sourceArtifactsOf } from './artifacts.ts'
import type { LanguageJob } from './get-status.ts'
import { EDITED_ITERATION, joinIds } from './ids.ts'

/** The time by Azure's clock, and what the client knew before the request. */
export interface SnapshotContext {
  nowMs: number
  id?: string
  latest?: Translation | undefined
}

/** Combines the jobs of all languages into one translation. */
export function toSnapshot(jobs: readonly LanguageJob[], context: SnapshotContext): VendorSnapshot {
  const translations = asObjects(jobs.map(({ translation }) => translation))
  const first: JsonObject = translations[0] ?? {}
  const input = asObject(first['input']) ?? {}
  const from = asText(input['sourceLocale'])
  const reference = asText(first['description'])
  const results = jobs.map(({ iteration }) => asObject(iteration?.['result']) ?? {})
  return {
    id: context.id ?? joinIds(jobs.map(({ ids }) => ids)),
    source: sourceOf(first, input),
    ...(from && { from }),
    ...(reference && { reference }),
    artifacts: results.map((result) => sourceArtifactsOf(result, from)).find((all) => all.length > 0) ?? [],
    targets: jobs.map((job) => targetOf(job, context)),
    ...timesOf(jobs, translations),
  }
}

/** Drops the query of the URL: its shared access signature is a secret. */
function sourceOf(translation: JsonObject, input: JsonObject): Translation['source'] {
  const url = asText(input['videoFileUrl']) ?? asText(input['audioFileUrl'])
  const name = asText(translation['displayName'])
  return { ...(url && { url: url.split('?')[0] }), ...(name && { name }) }
}

function targetOf(job: LanguageJob, context: SnapshotContext): TargetSnapshot {
  const { translation, iteration } = job
  const language = languageOf(job)
  if (!translation) return { language, rawStatus: 'NotFound' }
  const rawStatus = rawStatusOf(job)
  const result = asObject(iteration?.['result']) ?? {}
  const finishedAt = FINISHED.includes(rawStatus) && asInstant(iteration?.['lastActionDateTime'])
  return {
    language,
    rawStatus,
    artifacts: artifactsOf(result, language),
    ...(finishedAt && { finishedAt }),
    ...(rawStatus === 'Failed' && { error: failureIn(iteration, translation) }),
    ...(rawStatus === 'Succeeded' &&
      !hasMedia(result) &&
      statusWithoutUrl(succeededForMs(iteration, language, context))),
  }
}

export function languageOf({ ids, translation }: LanguageJob): string {
  return asText(asObject(translation?.['input'])?.['targetLocale']) ?? localeIn(ids.translation)
}

const FINISHED: readonly string[] = ['Succeeded', 'Failed', 'Canceled']

/** The ids that this client chooses end in the locale. Other ids show no language. */
function localeIn(translation: string): string {
  return /\.([a-z]{2,4}(?:[-_][a-z0-9]+)*)$/i.exec(translation)?.[1] ?? 'und'
}

/**
 * A translation is done when its iteration is done; the success of the operation that created it is
 * not enough. If no iteration has started, a failure of that operation ends the translation.
 */
function rawStatusOf({ translation = {}, iteration, operation }: Omit<LanguageJob, 'ids'>): string {
  const iterationStatus = asText(iteration?.['status'])
  if (iterationStatus && iterationStatus !== 'NotStarted') return iterationStatus
  const createStatus = operation ?? asText(translation['status'])
  if (createStatus === 'Failed' || createStatus === 'Canceled') return createStatus
  if (iterationStatus) return iterationStatus
  if (!iteration && asText(translation['failureReason'])) return 'Failed'
  return createStatus === undefined || createStatus === 'Succeeded' ? 'NotStarted' : createStatus
}

function failureIn(iteration: JsonObject | undefined, translation: JsonObject): Failure {
  const reason = asText(iteration?.['failureReason']) ?? asText(translation['failureReason'])
  return { code: 'failed', message: reason ?? 'Azure reports Failed without a reason.' }
}

/** The time since the success by Azure's account, else since this client first saw it. */
function succeededForMs(
  iteration: JsonObject | undefined,
  language: string,
  { latest, nowMs }: SnapshotContext,
): number {
  const atMs = Date.parse(asInstant(iteration?.['lastActionDateTime']) ?? '')
  if (!Number.isNaN(atMs)) return nowMs - atMs
  const previous = latest?.targets.find((target) => target.language === language)
  return latest && previous?.rawStatus === 'Succeeded' ? Date.now() - Date.parse(latest.updatedAt) : 0
}

type Times = Partial<Pick<Translation, 'createdAt' | 'continuedAt' | 'updatedAt' | 'expiresAt'>>

function timesOf(jobs: readonly LanguageJob[], translations: readonly JsonObject[]): Times {
  const [createdAt] = translations.flatMap((each) => asInstant(each['createdDateTime']) ?? []).toSorted()
  const continuedAt = jobs.flatMap(continuedOf).toSorted().at(-1)
  const changes = jobs.flatMap(({ iteration }) => asInstant(iteration?.['lastActionDateTime']) ?? [])
  const updatedAt = changes.toSorted().at(-1)
  const [expiresAt] = translations.flatMap((each) => expiryOf(each) ?? []).toSorted()
  return {
    ...(createdAt && { createdAt }),
    ...(continuedAt && { continuedAt }),
    ...(updatedAt && { updatedAt }),
    ...(expiresAt && { expiresAt }),
  }
}

/**
 * When work on a finished translation began. The first iteration may begin minutes after the
 * translation, too, so only a later one counts.
 */
function continuedOf({ translation, iteration }: LanguageJob): string[] {
  const begun = asInstant(iteration?.['createdDateTime'])
  const succeeded = asInstant(asObject(translation?.['latestSucceededIteration'])?.['createdDateTime'])
  const isEdited = asText(iteration?.['id'])?.startsWith(EDITED_ITERATION) ?? false
  const isLater = isEdited || (succeeded !== undefined && begun !== undefined && succeeded < begun)
  return begun !== undefined && isLater ? [begun] : []
}

/** One revision of the specification sends the instant, the other the hours since the creation. */
function expiryOf(translation: JsonObject): string | undefined {
  const expiresAt = asInstant(translation['expiresDateTime'])
  const hours = asObject(translation['properties'])?.['timeToLiveInHours']
  const createdMs = Date.parse(asInstant(translation['createdDateTime']) ?? '')
  if (expiresAt || typeof hours !== 'number') return expiresAt
  const atMs = createdMs + hours * 3_600_000
  return Math.abs(atMs) < 8e15 ? new Date(atMs).toISOString() : undefined
}
