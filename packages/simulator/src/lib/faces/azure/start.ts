import type { JobScenario } from '../../scenarios/job-scenario.ts'
import type { Call } from '../../serving/call.ts'
import { Refusal } from '../../refusal.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import type { Backend } from '../../backend/backend.ts'
import type { TranslationRecord, Records } from './records.ts'
import { type GivenFile, writeResult } from './subtitles.ts'

/** Facts from which an iteration is created. */
export interface NewIteration {
  id: string
  /** Absent for an automatic iteration: its operation belongs to the translation. */
  operation?: string
  input: Readonly<Record<string, unknown>>
  description?: unknown
  scenario: JobScenario
  /** The file with corrections. */
  given?: GivenFile | undefined
}

export function startIteration(
  { origin }: Call,
  record: TranslationRecord,
  { id, operation, input, description, scenario, given }: NewIteration,
  records: Records,
  { jobs }: Backend,
): SimulatedJob {
  const { input: source, body } = record
  const job = jobs.create({
    id: `${record.id}:${id}`,
    targets: [String(source['targetLocale'])],
    source: {
      url: String(source['videoFileUrl'] ?? source['audioFileUrl']),
      ...(typeof body['displayName'] === 'string' && { name: body['displayName'] }),
      ...(typeof source['sourceLocale'] === 'string' && { language: source['sourceLocale'] }),
    },
    scenario,
    origin,
    ...(typeof body['description'] === 'string' && { reference: body['description'] }),
    details: {
      translation: record.id,
      iteration: id,
      input,
      description,
      isAudio: 'audioFileUrl' in source,
      isAutomatic: operation === undefined,
    },
  })
  writeResult(job, given)
  records.addIteration(record, job, operation)
  return job
}

/** Refuses an operation id that has created something already. */
export function refuseReused(records: Records, operation: string): void {
  if (records.made(operation))
    throw new Refusal(409, 'Conflict', `The operation ${operation} has created something else.`, {
      target: 'Operation-Id',
    })
}

export function refuseTooMany({ jobs, settings: { concurrentJobs } }: Backend): void {
  const running = jobs.list().filter((job) => jobs.view(job).endedAtMs === undefined)
  if (running.length >= concurrentJobs)
    throw new Refusal(429, 'TooManyRequests', `No more than ${concurrentJobs} may run at once.`, {
      retryAfterSeconds: 10,
    })
}
