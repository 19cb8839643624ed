import type { Call, Handler } from '../../serving/call.ts'
import { cutPage } from '../../serving/page.ts'
import { Refusal } from '../../serving/refusal.ts'
import type { Job } from '../../world/job.ts'
import type { World } from '../../world/world.ts'
import { jsonIn, refuseTooMany, requiredText, wrongField } from './fields.ts'
import { pageOf } from './paging.ts'
import { addLanguage, detailsOf, findProject, type Language } from './project.ts'
import { viewLanguage } from './project-view.ts'

/** More than the vendor knows. */
const MOST_LANGUAGES = 200

const ALL = '/v1/dubbing/project/:project/language'

/** The languages of a project, each with its own status and outputs. */
export function createLanguageRoutes(world: World): Readonly<Record<string, Handler>> {
  return {
    [`POST ${ALL}`]: (call) => create(call, world),
    [`GET ${ALL}`]: (call) => Response.json(list(call, world)),
    [`GET ${ALL}/:language`]: (call) => {
      const { job, language } = find(call, world)
      return Response.json(viewLanguage(call.look(job), language, world))
    },
    [`DELETE ${ALL}/:language`]: (call) => {
      const { job, language } = find(call, world)
      const { languages } = detailsOf(job)
      languages.splice(languages.indexOf(language), 1)
      return new Response(null, { status: 204 })
    },
  }
}

async function create(call: Call, world: World): Promise<Response> {
  const job = findProject(world, call.params['project'])
  const fields = await jsonIn(call)
  const language = requiredText(fields, 'target_language')
  const isThere = detailsOf(job).languages.some((each) => each.language === language)
  const before = world.jobs.see(job).targets.find((target) => target.language === language)
  // One that failed may be tried again; what two of the same language would be, no document says.
  if (isThere && before?.status !== 'error')
    throw new Refusal(409, 'language_exists', `The project has ${language} already.`)
  if (detailsOf(job).languages.length >= MOST_LANGUAGES)
    throw wrongField(
      'body',
      'target_language',
      `A project has at most ${MOST_LANGUAGES} languages`,
      'too_long',
    )
  refuseTooMany(world)
  const added = addLanguage(world, job, language, fields['voice_settings'])
  world.jobs.addTarget(job, language)
  return Response.json(viewLanguage(world.jobs.see(job), added, world), { status: 201 })
}

function list(call: Call, world: World): Record<string, unknown> {
  const job = findProject(world, call.params['project'])
  const { searchParams: query } = call.url
  const seen = call.look(job)
  const status = query.get('status')
  const all = detailsOf(job)
    .languages.map((language) => viewLanguage(seen, language, world))
    .filter((language) => status === null || language.status === status)
  const { items, next } = cutPage(all, (language) => language.language_id, pageOf(query))
  return { languages: items, next_cursor: next ?? null }
}

/** @throws Refusal 404 */
function find({ params }: Call, world: World): { job: Job; language: Language } {
  const job = findProject(world, params['project'])
  const language = detailsOf(job).languages.find(({ id }) => id === params['language'])
  if (language) return { job, language }
  throw new Refusal(404, 'language_not_found', `The project has no language ${params['language']}.`)
}
