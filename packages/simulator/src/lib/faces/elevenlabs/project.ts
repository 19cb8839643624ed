import { Refusal } from '../../refusal.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import type { TargetView } from '../../backend/target-view.ts'
import type { JobView } from '../../backend/job-view.ts'
import type { Backend } from '../../backend/backend.ts'

/** What a job of this face is at ElevenLabs. */
export const PROJECT = 'project'

/** Stands for the preparation of a project that was created without a language. No answer tells of it. */
export const PREPARATION = 'preparation'

/** What a project keeps beside its job. */
export interface ProjectDetails {
  kind: typeof PROJECT
  mediaType: string
  modelId: string
  webhookIds: readonly string[]
  languages: Language[]
}

/** A language target: the job has its life, and this the rest. */
export interface Language {
  id: string
  language: string
  createdAtMs: number
  voiceSettings: unknown
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

/** Adds a language to what a project keeps; that its job has it too is the caller's matter. */
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
  }
  const others = languages.filter((each) => each.language !== language)
  languages.splice(0, languages.length, ...others, added)
  return added
}

/** The source is prepared once, in the first stages of the first language. */
export function projectStatus({ job, targets }: JobView): ProjectStatus {
  const [first] = targets
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
