import { isFinal } from 'video-translation-client'
import type { Backend } from '../../backend/backend.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import { beginRun, staleLanguages, syncCues } from '../../cues/job-cues.ts'
import { Refusal } from '../../refusal.ts'
import type { Fields } from '../../serving/body.ts'
import type { Call, Handler } from '../../serving/call.ts'
import { readLanguages } from './create.ts'
import { requireCues } from './cue-routes.ts'
import { detailsOf } from './details.ts'
import { addEvent } from './events.ts'
import { invalid } from './problem.ts'
import { approve } from './review.ts'
import { translationResponse } from './view.ts'

const PATH = '/v1/translations/:id'

/** Creates the routes by which a translation goes on after its end, or after a review. */
export function reviseRoutes(
  backend: Backend,
  find: (call: Call) => SimulatedJob,
): Readonly<Record<string, Handler>> {
  return {
    [`POST ${PATH}/apply`]: async (call) => {
      const job = requireCues(find(call), backend)
      const again = chosenOf(job, staleLanguages(detailsOf(job).cues), await call.json())
      if (isBeingApplied(job, again, backend)) return respond(202, job, backend)
      return revise(job, again, [], backend)
    },
    [`POST ${PATH}/retry`]: async (call) => {
      const job = find(call)
      return revise(job, chosenOf(job, failedLanguages(job, backend), await call.json()), [], backend)
    },
    [`POST ${PATH}/targets`]: async (call) => {
      const job = find(call)
      const wanted = readLanguages(await call.json())
      const known = job.targets.map(({ language }) => language)
      const again = wanted.filter((language) => known.includes(language))
      const added = wanted.filter((language) => !known.includes(language))
      return revise(job, again, added, backend)
    },
    [`POST ${PATH}/approve`]: async (call) => {
      const job = find(call)
      approve(job, await call.json(), backend)
      return respond(200, job, backend)
    },
  }
}

/** Makes again what failed or was canceled. False: there is nothing, or it is not over yet. */
export function retryFailed(job: SimulatedJob, backend: Backend): boolean {
  const failed = failedLanguages(job, backend)
  if (failed.length === 0 || !isFinal(backend.jobs.view(job).status)) return false
  revise(job, failed, [], backend)
  return true
}

function failedLanguages(job: SimulatedJob, { jobs }: Backend): string[] {
  const { targets } = jobs.view(job)
  const failed = targets.filter(({ status }) => status === 'error' || status === 'canceled')
  return failed.map(({ language }) => language)
}

function chosenOf({ targets }: SimulatedJob, possible: string[], { targets: wanted }: Fields): string[] {
  if (wanted === undefined) return possible
  if (!Array.isArray(wanted)) throw invalid('/targets', 'It must be a list of languages.')
  const known = targets.map(({ language }) => language)
  const index = wanted.findIndex((language) => !known.includes(String(language)))
  if (index >= 0) throw invalid(`/targets/${index}`, `There is no target \`${String(wanted[index])}\`.`)
  return possible.filter((language) => wanted.includes(language))
}

/** A repeated request must not fail because the first one did what it should. */
function isBeingApplied(job: SimulatedJob, again: string[], { jobs }: Backend): boolean {
  const { revision } = detailsOf(job)
  if (revision === 1 || again.length === 0) return false
  const { targets } = jobs.view(job)
  return again.every((language) =>
    targets.some((each) => each.language === language && !isFinal(each.status)),
  )
}

function revise(job: SimulatedJob, again: string[], added: string[], backend: Backend): Response {
  const { jobs, clock } = backend
  if (again.length + added.length === 0) return respond(200, job, backend)
  if (!isFinal(jobs.view(job).status)) {
    const detail = `The translation ${job.id} has not ended. Wait for its end; what was edited meanwhile stays for then.`
    throw new Refusal(409, 'not_final', detail)
  }
  const details = detailsOf(job)
  syncCues(job, details.cues, clock.nowMs())
  details.revision++
  details.continuedAtMs = clock.nowMs()
  const message = `Revision ${details.revision}: ${[...again, ...added].join(', ')}.`
  addEvent(job, { type: 'revised', message }, backend)
  for (const language of again) jobs.redoTarget(job, language)
  for (const language of added) jobs.addTarget(job, language)
  for (const target of job.targets)
    if (again.includes(target.language) || added.includes(target.language)) beginRun(target, details.cues)
  return respond(202, job, backend)
}

function respond(status: number, job: SimulatedJob, backend: Backend): Response {
  return translationResponse(backend.jobs.view(job), backend, status)
}
