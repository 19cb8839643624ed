import { invalid } from '../../errors.ts'
import { checkOptions, type OptionKinds } from '../../options.ts'
import { isTranslationStatus, TRANSLATION_STATUSES } from '../../translation.ts'
import { asObject } from '../parse.ts'
import type { StatusRequest } from './job.ts'
import type { Shape, ShapeName, StatusOptions } from './shapes.ts'

const OPTION_KINDS: OptionKinds<StatusOptions> = {
  shape: 'string',
  start: 'string',
  get: 'string',
  cancel: 'string',
  ids: ['caller', 'server'],
  body: 'function',
  fields: 'object',
  idFields: 'object',
  words: 'object',
}

/** @throws {VideoTranslationError} `invalid_argument` */
export function checkStatusOptions(options: StatusOptions): void {
  if (!asObject(options)) throw invalid('The options of the protocol status have to be an object.')
  checkOptions('the protocol status', options, OPTION_KINDS)
  for (const [word, mapped] of Object.entries(options.words ?? {})) {
    const status: unknown = asObject(mapped)?.['status'] ?? mapped
    if (!isTranslationStatus(status))
      throw invalid(
        `\`words.${word}\` of the protocol status has to be one of ${TRANSLATION_STATUSES.join(', ')}, ` +
          `not ${JSON.stringify(status)}.`,
      )
  }
}

const ROUTE = /^(GET|POST|PUT|DELETE) \/\S*$/

/**
 * Checks that each route can be requested. Without `{id}` in `get` and `cancel`, a server with
 * several jobs could not tell which job is meant.
 * @throws {VideoTranslationError} `invalid_argument`
 */
export function checkRoutes({ start, get, cancel }: Shape, shapeName: ShapeName): void {
  for (const [name, route] of Object.entries({ start, get, cancel })) {
    if (route === undefined) continue
    const owner = `\`${name}\` of the protocol status`
    if (!ROUTE.test(route))
      throw invalid(`${owner} has to be a method and a path, e.g. "GET /jobs/{id}", not "${route}".`)
    if (name !== 'start' && shapeName !== 'single' && !route.includes('{id}'))
      throw invalid(`${owner} has to contain \`{id}\`. Only a server of the shape "single" needs no id.`)
  }
}

/** @throws {VideoTranslationError} `invalid_argument` */
export function checkStatusRequest(request: StatusRequest): void {
  const fields = asObject(request) ?? throwInvalidRequest('The request has to be an object')
  for (const name of ['reference', 'from', 'to']) {
    const value = fields[name]
    if (value !== undefined && (typeof value !== 'string' || value === ''))
      throwInvalidRequest(`\`${name}\` has to be a string that is not empty`)
  }
}

function throwInvalidRequest(problem: string): never {
  throw invalid(`${problem}, e.g. { reference: "talk-1", from: "en", to: "es" }.`)
}
