import type { WebhookLog, WebhookMessage } from 'video-translation-client/webhooks'
import type { MessageRecord, OutboxLog } from '../../store/outbox.ts'
import type { Api } from '../api/api.ts'
import type { App } from '../requests/typed-app.ts'
import { Problem, translationNotFound } from '../problems/problem.ts'
import { answers, IdParams, json, ref } from '../schemas/schemas.ts'
import { WebhookLog as WebhookLogSchema } from '../schemas/webhook-schemas.ts'

const read = {
  operationId: 'listWebhooks',
  summary: 'The webhooks of a translation, with their attempts',
  description:
    'Every message with its attempts, newest first. Of messages that were not delivered yet the newest supersedes the ' +
    'others. The secret is not shown.',
  tags: ['translations'],
  params: IdParams,
  response: answers({ 200: json('As they are.', ref(WebhookLogSchema)) }, 404),
}

const redeliver = {
  operationId: 'redeliverWebhook',
  summary: 'Send the newest webhook of a translation again',
  description:
    'With the same `webhook-id`, at once, and with all its retries; a receiver that answered 410 is asked again.',
  tags: ['translations'],
  params: IdParams,
  response: answers({ 202: json('It will be sent.', ref(WebhookLogSchema)) }, 404, 409),
}

export function webhookRoutes(app: App, { store }: Api): void {
  const logOf = async (id: string, owner: string): Promise<OutboxLog> => {
    const log = (await store.get(id, owner)) && (await store.outbox.log(id))
    if (log === undefined) throw translationNotFound(id)
    return log
  }

  app.get('/v1/translations/:id/webhooks', { schema: read }, async (request) => {
    return webhookLog(await logOf(request.params.id, request.owner))
  })

  app.post('/v1/translations/:id/webhooks/redeliver', { schema: redeliver }, async (request, reply) => {
    const { id } = request.params
    await logOf(id, request.owner)
    if (!(await store.outbox.redeliver(id))) throw nothingToRedeliver(id)
    return reply.code(202).send(webhookLog(await logOf(id, request.owner)))
  })
}

function nothingToRedeliver(id: string): Problem {
  return new Problem(409, 'nothing_to_redeliver', `The translation ${id} has no webhook message yet.`)
}

function webhookLog({ receiver, messages }: OutboxLog): WebhookLog {
  return {
    ...(receiver?.url && { url: receiver.url }),
    events: receiver?.events ?? [],
    disabled: receiver?.disabled ?? false,
    items: messages.map(messageView),
  }
}

function messageView({
  id,
  type,
  version,
  state,
  createdAt,
  dueAt,
  attempts,
}: MessageRecord): WebhookMessage {
  return {
    id,
    type,
    version,
    state,
    createdAt: iso(createdAt),
    ...(dueAt !== undefined && { nextAttemptAt: iso(dueAt) }),
    attempts: attempts.map((attempt) => ({ ...attempt, at: iso(attempt.at) })),
  }
}

function iso(instant: number): string {
  return new Date(instant).toISOString()
}
