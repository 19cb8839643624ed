import { throwInvalidResponse } from '../errors.ts'
import type { CreateRequest } from '../create-request.ts'
import type { CreateCall } from '../create-options.ts'
import type { Call, Http } from '../http/http.ts'
import { loadPart } from '../load-part.ts'
import type { TranslationRef, Protocol } from '../protocol.ts'
import type { Translation, TranslationPage } from '../translation.ts'
import { readTranslation } from './read-translation.ts'

const PATH = '/v1/translations'
const HOLD_SECONDS = 30

/** The API of a Video Translation server, version 1. */
export const native: Protocol = {
  name: 'native',
  headers: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
  create,
  get: getOne,
  bulk: { most: 100, get: getMany },
  list,
  cancel: (http, id) => one(http, { method: 'POST', path: pathOf(id, '/cancel') }),
  delete: (http, id) => http.send({ method: 'DELETE', path: pathOf(id) }, () => {}),
  events: (http, id) => itemsOf(http, pathOf(id, '/events')),
  engines: (http) => itemsOf(http, '/v1/engines'),
  artifactPath: (id, name) => pathOf(id, `/artifacts/${encodeURIComponent(name)}`),
  stream: {
    call: (translations) => ({ method: 'POST', path: `${PATH}/stream`, json: { translations } }),
    read: readTranslation,
  },
  hold,
}

async function create(http: Http, request: CreateRequest, options: CreateCall): Promise<Translation> {
  const { createFrom } = await loadPart(() => import('./create.ts'), http, options)
  return await createFrom(http, request, options, (call) =>
    one(http, { method: 'POST', path: PATH, ...call }),
  )
}

function getOne(http: Http, { id, latest }: TranslationRef): Promise<Translation> {
  return one(http, { path: pathOf(id), headers: etagOf(latest) })
}

/** The first request is not a long poll: there is no known state yet that could change. */
function hold(http: Http, it: TranslationRef): Promise<Translation> {
  if (!it.latest) return getOne(http, it)
  const headers = { ...etagOf(it.latest), prefer: `wait=${HOLD_SECONDS}` }
  const timeoutMs = HOLD_SECONDS * 1000 + http.timeoutMs
  return one(http, { path: pathOf(it.id, '?until=change'), headers, timeoutMs })
}

function etagOf(latest: Translation | undefined): Record<string, string> {
  return latest ? { 'if-none-match': `"${latest.version}"` } : {}
}

async function getMany(http: Http, refs: readonly TranslationRef[]): Promise<Map<string, Translation>> {
  const { items } = await list(http, { id: refs.map(({ id }) => id) })
  return new Map(items.map((it) => [it.id, it]))
}

async function list(http: Http, filter: object): Promise<TranslationPage> {
  const { items, ...rest } = await page(http, PATH, filter)
  return { ...rest, items: items.map((sent) => readTranslation(sent, http.log)) }
}

/**
 * The translation that is answered; undefined where it is as it was, as only `get` and `hold` can
 * find.
 */
export function one(http: Http, call: Call): Promise<Translation> {
  return http.send(call, async (response) =>
    response.status === 304 ? (undefined as never) : readTranslation(await response.json(), http.log),
  )
}

interface Page {
  items: unknown[]
  nextCursor?: string
}

function page(http: Http, path: string, filter: object = {}): Promise<Page> {
  return http.send({ path, query: queryOf(filter) }, async (response) => {
    const answer = (await response.json()) as Page | null
    return Array.isArray(answer?.items) ? (answer as Page) : throwInvalidResponse('no `items`')
  })
}

export async function itemsOf(http: Http, path: string): Promise<never[]> {
  return (await page(http, path)).items as never[]
}

/** An array becomes several parameters. */
export function queryOf(filter: object): URLSearchParams {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(filter))
    for (const each of [value ?? []].flat()) query.append(name, String(each))
  return query
}

export function pathOf(id: string, rest = ''): string {
  return `${PATH}/${encodeURIComponent(id)}${rest}`
}
