import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { TranslationRecord } from '../../store/records.ts'
import { type Api, viewer } from '../api/api.ts'
import type { App } from '../requests/typed-app.ts'
import { longPoll } from '../updates/long-poll.ts'
import { translationNotFound } from '../problems/problem.ts'
import { answers, IdParams, json, ref, Translation } from '../schemas/schemas.ts'

/** How long a delete waits for running tasks to release their files. */
const SETTLE_MS = 3000

const cancel = {
  operationId: 'cancelTranslation',
  summary: 'Cancel a translation',
  description:
    'Waiting work ends at once, running work as soon as its worker notices (202 until then). What has ended stays as it ' +
    'is. Repeating it changes nothing.',
  tags: ['translations'],
  params: IdParams,
  response: answers(
    {
      200: json('Nothing is at work any more.', ref(Translation)),
      202: json('Asked to stop.', ref(Translation)),
    },
    404,
  ),
}

const remove = {
  operationId: 'deleteTranslation',
  summary: 'Delete a translation and its files',
  description:
    'Cancels what is running first. Repeating it, or deleting what never was, is 204 all the same.',
  tags: ['translations'],
  params: IdParams,
  response: answers({ 204: Type.Null({ description: 'There is no such translation any more.' }) }),
}

export function changeTranslationRoutes(app: App, api: Api): void {
  app.post('/v1/translations/:id/cancel', { schema: cancel }, async (request, reply) => {
    const { id } = request.params
    const known = await api.store.get(id, request.owner)
    const record = known && (await api.store.cancel(id))
    if (!record) throw translationNotFound(id)
    request.changedNothing = known.cancelRequested || !record.cancelRequested
    return reply
      .code(isWorkedOn(record) ? 202 : 200)
      .header('etag', `"${record.version}"`)
      .send(viewer(request, api)(record))
  })

  app.delete('/v1/translations/:id', { schema: remove, config: { audit: false } }, async (request, reply) => {
    const { id } = request.params
    const record = await api.store.get(id, request.owner)
    if (record) await removeTranslation(record, request, api)
    return reply.code(204).send()
  })
}

/** Also a deletion that fails later has changed something, so it is noted when it begins. */
export async function removeTranslation(
  record: TranslationRecord,
  request: FastifyRequest,
  api: Api,
): Promise<void> {
  const { id } = record
  await api.store.cancel(id)
  await request.noteChange(id)
  const isSettled = (now: TranslationRecord | undefined) => !now || !isWorkedOn(now)
  const options = { waitMs: SETTLE_MS, signal: api.lifecycle.stopping, rereadMs: 100 }
  await longPoll(id, api.changes, () => api.store.get(id), isSettled, options)
  await api.discard(record)
}

function isWorkedOn({ sourceTask, targetTasks }: TranslationRecord): boolean {
  return [sourceTask, ...targetTasks].some(({ status }) => status === 'running')
}
