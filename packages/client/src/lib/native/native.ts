import type { Call, Http, Read } from '../http/http.ts'
import type { Known, Protocol } from '../protocol.ts'
import type { Translation, TranslationPage } from '../translation.ts'
import { create } from './create.ts'
import { listed, readPage } from './page.ts'
import { readTranslation } from './read-translation.ts'

const PATH = '/v1/translations'
const HOLD_SECONDS = 30

/** What a Video Translation server speaks, version 1. */
export const native: Protocol = {
  name: 'native',
  headers: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
  create: (http, request, options) => create(http, request, options, readOne(http)),
  get,
  bulk: { most: 100, get: getMany },
  list,
  cancel: (http, id) => http.send({ method: 'POST', path: pathOf(id, '/cancel') }, readOne(http)),
  delete: (http, id) =>
    http.send({ method: 'DELETE', path: pathOf(id) }, async (it) => void (await it.text())),
  events: async (http, id) => (await http.send({ path: pathOf(id, '/events') }, readPage)).items as never[],
  engines: async (http) => (await http.send({ path: '/v1/engines' }, readPage)).items as never[],
  artifactPath: (id, name) => pathOf(id, `/artifacts/${encodeURIComponent(name)}`),
  stream: {
    call: (translations) => ({ method: 'POST', path: `${PATH}/stream`, json: { translations } }),
    read: readTranslation,
  },
  hold: (http, it) => get(http, it, it.latest && heldCall(http.timeoutMs)),
}

function get(http: Http, { id, latest }: Known, call?: Partial<Call>): Promise<Translation | undefined> {
  const headers = { ...(latest && { 'if-none-match': `"${latest.version}"` }), ...call?.headers }
  return http.send({ ...call, path: pathOf(id), headers }, (response) =>
    response.status === 304 ? undefined : readTranslationOf(response, http),
  )
}

/** The first request is not held: nothing is known yet that could change. */
function heldCall(timeoutMs: number): Partial<Call> {
  return {
    query: new URLSearchParams({ until: 'change' }),
    headers: { prefer: `wait=${HOLD_SECONDS}` },
    timeoutMs: HOLD_SECONDS * 1000 + timeoutMs,
  }
}

async function getMany(http: Http, those: readonly Known[]): Promise<Map<string, Translation>> {
  const { items } = await list(http, { id: those.map(({ id }) => id) })
  return new Map(items.map((it) => [it.id, it]))
}

function list(http: Http, filter: object): Promise<TranslationPage> {
  return http.send({ path: PATH, query: listed(filter) }, async (response) => {
    const { items, nextCursor } = await readPage(response)
    return { items: items.map((sent) => readTranslation(sent, http.log)), ...(nextCursor && { nextCursor }) }
  })
}

function readOne(http: Http): Read<Translation> {
  return (response) => readTranslationOf(response, http)
}

async function readTranslationOf(response: Response, { log }: Http): Promise<Translation> {
  return readTranslation(await response.json(), log)
}

function pathOf(id: string, rest = ''): string {
  return `${PATH}/${encodeURIComponent(id)}${rest}`
}
