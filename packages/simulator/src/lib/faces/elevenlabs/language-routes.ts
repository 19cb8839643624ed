import type { Call, Handler } from '../../serving/call.ts'
import { cutPage } from '../../serving/page.ts'
import { Refusal } from '../../refusal.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import type { Backend } from '../../backend/backend.ts'
import { readJson, refuseTooMany, requiredText, wrongField } from './fields.ts'
import { pageOf } from './paging.ts'
import { addLanguage, detailsOf, findProject, type Language } from './project.ts'
import { viewLanguage } from './project-view.ts'

/** Limit of the simulator. The vendor has fewer languages. */
const MAX_LANGUAGES = 200

const ALL = '/v1/dubbing/project/:project/language'

/**
 * Creates the routes of the languages of a project. Each language has its own status and outputs.
 */
export function createLanguageRoutes(backend: Backend): Readonly<Record<string, Handler>> {
  return {
    [`POST ${ALL}`]: (call) => create(call, backend),
    [`GET ${ALL}`]: (call) => Response.json(list(call, backend)),
    [`GET ${ALL}/:language`]: (call) => {
      const { job, language } = findLanguage(call, backend)
      return Response.json(viewLanguage(call.countRequest(job), language, backend))
    },
    [`DELETE ${ALL}/:language`]: (call) => {
      const { job, language } = findLanguage(call, backend)
      const { languages } = detailsOf(job)
      languages.splice(languages.indexOf(language), 1)
      return new Response(null, { status: 204 })
    },
  }
}

async function create(call: Call, backend: Backend): Promise<Response> {
  const job = findProject(backend, call.params['project'])
  const fields = await readJson(call)
  const language = requiredText(fields, 'target_language')
  const isThere = detailsOf(job).languages.some((each) => each.language === language)
  const before = backend.jobs.view(job).targets.find((target) => target.language === language)
  // A failed language may be tried again. No document describes two targets of the same language.
  if (isThere && before?.status !== 'error')
    throw new Refusal(409, 'language_exists', `The project has ${language} already.`)
  if (detailsOf(job).languages.length >= MAX_LANGUAGES)
    throw wrongField(
      'body',
      'target_language',
      `A project has at most ${MAX_LANGUAGES} languages`,
      'too_long',
    )
  refuseTooMany(backend)
  const added = addLanguage(backend, job, language, fields['voice_settings'])
  backend.jobs.addTarget(job, language)
  return Response.json(viewLanguage(backend.jobs.view(job), added, backend), { status: 201 })
}

function list(call: Call, backend: Backend): Record<string, unknown> {
  const job = findProject(backend, call.params['project'])
  const { searchParams: query } = call.url
  const view = call.countRequest(job)
  const status = query.get('status')
  const all = detailsOf(job)
    .languages.map((language) => viewLanguage(view, language, backend))
    .filter((language) => status === null || language.status === status)
  const { items, next } = cutPage(all, (language) => language.language_id, pageOf(query))
  return { languages: items, next_cursor: next ?? null }
}

/** @throws Refusal 404 */
export function findLanguage({ params }: Call, backend: Backend): { job: SimulatedJob; language: Language } {
  const job = findProject(backend, params['project'])
  const language = detailsOf(job).languages.find(({ id }) => id === params['language'])
  if (language) return { job, language }
  throw new Refusal(404, 'language_not_found', `The project has no language ${params['language']}.`)
}
