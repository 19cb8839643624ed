import { Refusal } from '../../refusal.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import type { TargetView } from '../../backend/target-view.ts'
import type { JobView } from '../../backend/job-view.ts'
import type { Backend } from '../../backend/backend.ts'
import type { Segment } from './segment.ts'

/** Kind of a job that is a project at ElevenLabs. */
export const PROJECT = 'project'

/** Placeholder language of a project that was created without one. No answer shows it. */
export const PREPARATION = 'preparation'

/** Facts that a project keeps with its job. */
export interface ProjectDetails {
  kind: typeof PROJECT
  mediaType: string
  modelId: string
  webhookIds: readonly string[]
  languages: Language[]
  /** Segments of the source. No answer shows them before the project is ready. */
  segments: Segment[]
  /** Number of edits of the segments. */
  revision: number
}

/** A language of a project. Its timeline is in the job. */
export interface Language {
  id: string
  language: string
  createdAtMs: number
  voiceSettings: unknown
  /** Texts by segment. A missing one has to be translated. */
  translations: Map<string, string | null>
  /** Segments that were edited since the last dub. */
  edited: Set<string>
  /** Number of edits that change its translations. */
  revision: number
  /** The revision that the newest dub was begun with. */
  startedRevision: number
  /** The revision of its output. Absent before there is one. */
  outputRevision?: number
  /** The run of the target whose output it has. */
  dubbedRun?: number | undefined
  /** Seconds that may be dubbed again without a charge. */
  freeSeconds: number
}

export type ProjectStatus = 'queued' | 'preparing' | 'ready' | 'failed'

export function detailsOf({ details }: SimulatedJob): ProjectDetails {
  return details as unknown as ProjectDetails
}

/** @throws Refusal 404 */
export function findProject({ jobs }: Backend, id = ''): SimulatedJob {
  const job = jobs.get(id)
  if (job && detailsOf(job).kind === PROJECT) return job
  throw new Refusal(404, 'project_not_found', `There is no dubbing project ${id}.`)
}

/** Adds a language to the details of a project. The caller must add it to the job, too. */
export function addLanguage(
  { ids, clock }: Backend,
  job: SimulatedJob,
  language: string,
  voiceSettings: unknown,
): Language {
  const { languages } = detailsOf(job)
  const added: Language = {
    id: `lang_${ids.text('language', 28).toLowerCase()}`,
    language,
    createdAtMs: clock.nowMs(),
    voiceSettings,
    translations: new Map(),
    edited: new Set(),
    revision: 0,
    startedRevision: 0,
    freeSeconds: job.source.durationSeconds ?? 0,
  }
  const others = languages.filter((each) => each.language !== language)
  languages.splice(0, languages.length, ...others, added)
  return added
}

/** Status of a project. The first stages of its first language stand for its preparation. */
export function projectStatus({ job, targets }: JobView): ProjectStatus {
  const [first] = targets
  // Whatever is dubbed again was prepared before.
  if ((job.targets[0]?.run ?? 1) > 1) return 'ready'
  if (!first || first.status === 'pending') return 'queued'
  if (first.endedAtMs === undefined) return isPreparing(first.stage) ? 'preparing' : 'ready'
  return first.status === 'error' && endedPreparing(job) ? 'failed' : 'ready'
}

function isPreparing(stage: TargetView['stage']): boolean {
  return stage === 'prepare' || stage === 'transcribe'
}

function endedPreparing({ targets: [first] }: SimulatedJob): boolean {
  return first?.ended === undefined && isPreparing(first?.timeline.stages.at(-1)?.stage ?? 'prepare')
}
