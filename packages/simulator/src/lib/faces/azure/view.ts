import type { Call } from '../../serving/call.ts'
import type { JobView } from '../../backend/job-view.ts'
import type { Backend } from '../../backend/backend.ts'
import { hasProperties, versionIn } from './version.ts'
import { CREATION_MS } from './creation.ts'
import { missing, type TranslationRecord, type Records } from './records.ts'
import { AZURE_WORDS } from './words.ts'

const LINK_MS = 86_400_000
const DEFAULT_HOURS = 24 * 30

/**
 * Writes a `Translation` of the specification. It adds `status` and `lastActionDateTime` of the
 * creation, which the vendor's samples read.
 * @param latest state of the latest iteration, if the request looked at it
 */
export function translationOf(
  record: TranslationRecord,
  call: Call,
  backend: Backend,
  latest?: JobView,
): Record<string, unknown> {
  const { id, body, input, createdAtMs, iterations, creation: status } = record
  const view = iterations.map((job) => (job === latest?.job ? latest : backend.jobs.view(job)))
  const views = view.map((each) => iterationOf(each, backend))
  const succeeded = views.findLast(({ status }) => status === 'Succeeded')
  return {
    id,
    ...textsOf(body, ['displayName', 'description']),
    input,
    ...(hasProperties(call) && { properties: body['properties'] ?? { timeToLiveInHours: DEFAULT_HOURS } }),
    status,
    createdDateTime: instant(createdAtMs),
    lastActionDateTime: instant(createdAtMs + (status === 'Succeeded' ? CREATION_MS : 0)),
    ...(views.length > 0 && { latestIteration: views.at(-1) }),
    ...(succeeded && { latestSucceededIteration: succeeded }),
  }
}

/** Writes an `Iteration` of the specification. */
export function iterationOf(view: JobView, backend: Backend): Record<string, unknown> {
  const { job, status, rawStatus, createdAtMs, startedAtMs, endedAtMs, failure } = view
  const { iteration, input, description } = job.details
  const word = rawStatus ?? AZURE_WORDS[status]
  const enteredAtMs = status === 'pending' ? createdAtMs : (endedAtMs ?? startedAtMs ?? createdAtMs)
  const result = view.targets[0]?.hasFiles && resultOf(view, backend)
  return {
    id: iteration,
    ...textsOf({ description }, ['description']),
    input,
    status: word,
    ...(word === 'Failed' && failure && { failureReason: failure.message }),
    createdDateTime: instant(createdAtMs),
    lastActionDateTime: instant(enteredAtMs),
    ...(result && { result }),
  }
}

/** Writes an `IterationResult`. Its links expire like shared access signatures. */
function resultOf({ job, targets }: JobView, { files }: Backend): Record<string, string> {
  const locale = targets[0]?.language ?? 'und'
  const { input, isAudio } = job.details as { input: Readonly<Record<string, unknown>>; isAudio: boolean }
  const link = (name: string) => {
    const { url, expiresAtMs } = files.link(job, name, LINK_MS)
    return `${url}&se=${encodeURIComponent(instant(expiresAtMs))}`
  }
  return {
    ...(!isAudio && { translatedVideoFileUrl: link(`${locale}.mp4`) }),
    translatedAudioFileUrl: link(`${locale}.wav`),
    sourceLocaleSubtitleWebvttFileUrl: link(`${job.source.language ?? 'source'}.vtt`),
    targetLocaleSubtitleWebvttFileUrl: link(`${locale}.vtt`),
    ...(input['exportTargetLocaleAdvancedSubtitleFile'] === true && {
      targetLocaleAdvancedSubtitleFileUrl: link(`${locale}.ass`),
    }),
    metadataJsonWebvttFileUrl: link(`${locale}.metadata.vtt`),
    reportFileUrl: link(`${locale}.report.json`),
  }
}

/** Writes an `Operation` of the specification, with `Retry-After` while it runs. */
export function operationResponse(call: Call, records: Records): Response {
  const id = call.params['operation'] ?? ''
  const made = records.made(id) ?? missing(`operation ${id}`)
  const status =
    'details' in made ? AZURE_WORDS[call.countRequest(made).status] : records.get(made.id).creation
  const isOver = ['Succeeded', 'Failed', 'Canceled'].includes(status)
  return Response.json({ id, status }, isOver ? {} : { headers: { 'retry-after': '1' } })
}

/** Headers of the answer to a `PUT`, which name the operation and its address. */
export function locationOf(call: Call, operation: string): Record<string, string> {
  const path = `/videotranslation/operations/${operation}?api-version=${versionIn(call)}`
  return {
    'operation-id': operation,
    'operation-location': `${call.origin}${path}`,
  }
}

function textsOf(body: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, string> {
  const given = names.filter((name) => typeof body[name] === 'string')
  return Object.fromEntries(given.map((name) => [name, String(body[name])]))
}

function instant(atMs: number): string {
  return new Date(atMs).toISOString()
}
