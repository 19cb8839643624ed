import { Type } from 'typebox'
import type { FastifyRequest } from 'fastify'
import type { BulkResult, TranslationFilter, TranslationStatus } from 'video-translation-client'
import { inParallel } from '../../in-parallel.ts'
import type { TranslationRecord } from '../../store/records.ts'
import type { Api } from '../api/api.ts'
import { invalidRequest, Problem } from '../problems/problem.ts'
import type { App } from '../requests/typed-app.ts'
import { answers, ChangeFilter, json } from '../schemas/schemas.ts'
import { removeTranslation } from './change-translation.ts'
import { retryFailed } from './revise-translation.ts'

/** As many as one request changes, so that it is answered soon. */
const MAX_AT_ONCE = 100
/** Each delete may wait for a running task. */
const CONCURRENCY = 20

const Body = Type.Object(
  {
    ids: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: MAX_AT_ONCE })),
    filter: Type.Optional(ChangeFilter),
    cursor: Type.Optional(Type.String({ maxLength: 100, description: 'With a filter: the `nextCursor`.' })),
  },
  { additionalProperties: false, examples: [{ filter: { status: ['error'], engine: 'pipeline' } }] },
)

const Result = Type.Object({
  changed: Type.Integer({ description: 'Translations with which something was done.' }),
  unchanged: Type.Integer({ description: 'Those with which there was nothing to do.' }),
  failed: Type.Array(Type.Object({ id: Type.String(), code: Type.String(), message: Type.String() })),
  nextCursor: Type.Optional(Type.String({ description: 'There are more that match; send it to go on.' })),
})

interface BulkVerb {
  operationId: string
  summary: string
  /** Only those with one of these can be changed. Absent: all. */
  statuses?: TranslationStatus[]
  /** Changes one and notes that. False: there was nothing to change. */
  change(record: TranslationRecord, request: FastifyRequest, api: Api): Promise<boolean>
}

const VERBS: Record<string, BulkVerb> = {
  cancel: {
    operationId: 'cancelTranslations',
    summary: 'Cancel all translations that match',
    statuses: ['pending', 'running', 'needs_input'],
    change: async ({ id, cancelRequested }, request, api) => {
      const record = await api.store.cancel(id)
      // It may have ended since it was read.
      return await noteIf(!cancelRequested && record?.cancelRequested === true, id, request)
    },
  },
  retry: {
    operationId: 'retryTranslations',
    summary: 'Try again all translations that match and failed or were canceled',
    statuses: ['error', 'partial', 'canceled'],
    change: async (record, request, api) =>
      await noteIf(await retryFailed(record, request, api), record.id, request),
  },
  delete: {
    operationId: 'deleteTranslations',
    summary: 'Delete all translations that match, with their files',
    change: async (record, request, api) => {
      await removeTranslation(record, request, api)
      return true
    },
  },
}

async function noteIf(isChanged: boolean, id: string, request: FastifyRequest): Promise<boolean> {
  if (isChanged) await request.noteChange(id)
  return isChanged
}

export function changeManyRoutes(app: App, api: Api): void {
  for (const [name, verb] of Object.entries(VERBS)) {
    const schema = {
      operationId: verb.operationId,
      summary: verb.summary,
      description:
        `At most ${MAX_AT_ONCE} in one request, either by \`ids\` or by a \`filter\` with at least one member; repeat it ` +
        'with `nextCursor` for the rest. Repeating it changes nothing more.',
      tags: ['translations'],
      body: Body,
      response: answers({ 200: json('Done.', Result) }, 413),
    }
    app.post(`/v1/translations/${name}`, { schema, config: { audit: false } }, async (request) => {
      const { records, nextCursor } = await chosen(request.body as Chosen, verb, request, api)
      const result = await changeAll(records, { verb, request, api })
      return { ...result, ...(nextCursor !== undefined && { nextCursor }) }
    })
  }
}

interface Chosen {
  ids?: string[]
  filter?: TranslationFilter
  cursor?: string
}

async function chosen(
  { ids, filter, cursor }: Chosen,
  { statuses }: BulkVerb,
  { owner }: FastifyRequest,
  { store }: Api,
): Promise<{ records: TranslationRecord[]; nextCursor?: string | undefined }> {
  if ((ids === undefined) === (filter === undefined))
    throw invalidRequest([{ pointer: '', detail: 'Give either `ids` or a `filter`.' }])
  if (ids !== undefined) return { records: await store.getMany([...new Set(ids)], owner) }
  const wanted = statuses?.filter((one) => !filter?.status?.length || filter.status.includes(one))
  if (wanted?.length === 0) return { records: [] }
  const status = wanted && { status: wanted }
  const page = await store.list({ ...filter, ...status, owner, limit: MAX_AT_ONCE, cursor })
  return { records: page.items, nextCursor: page.nextCursor }
}

interface Changing {
  verb: BulkVerb
  request: FastifyRequest
  api: Api
}

/** One that cannot be changed keeps no other from its turn. */
async function changeAll(
  records: TranslationRecord[],
  { verb, request, api }: Changing,
): Promise<BulkResult> {
  const result: BulkResult = { changed: 0, unchanged: 0, failed: [] }
  const { signal } = new AbortController()
  await inParallel(records, { concurrency: CONCURRENCY, signal }, async (record) => {
    try {
      const isFit = verb.statuses?.includes(record.status) ?? true
      if (isFit && (await verb.change(record, request, api))) result.changed++
      else result.unchanged++
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      result.failed.push({ id: record.id, code: error.code, message: error.message })
    }
  })
  return result
}
