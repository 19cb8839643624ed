import { Type } from 'typebox'
import { WEBHOOK_EVENT_TYPES } from 'video-translation-client/webhooks'

const Instant = Type.String({ format: 'date-time' })

const EventType = Type.Enum([...WEBHOOK_EVENT_TYPES], {
  description: '`translation.updated` is sent for each line of the history, if requested.',
})

/** A part of the body of create. */
export const WebhookTarget = Type.Object(
  {
    url: Type.String({ maxLength: 2048, description: 'An http or https URL that the server can reach.' }),
    secret: Type.Optional(
      Type.String({
        maxLength: 200,
        description:
          '`whsec_` and the base64 of 24 to 64 random bytes; it is never shown again. Default: a secret for this URL and key, returned as `webhookSecret` in the answer to create.',
      }),
    ),
    events: Type.Optional(
      Type.Array(EventType, {
        minItems: 1,
        maxItems: WEBHOOK_EVENT_TYPES.length,
        description: 'Default: all but `translation.updated`.',
      }),
    ),
  },
  {
    additionalProperties: false,
    description:
      'The receiver, by Standard Webhooks: `{ type, timestamp, data }`, where `data` is the translation.',
  },
)

const Attempt = Type.Object({
  at: Instant,
  durationMs: Type.Integer(),
  status: Type.Optional(Type.Integer({ description: 'HTTP status of the answer.' })),
  error: Type.Optional(Type.String({ description: 'The reason why it did not count as delivered.' })),
})

const Message = Type.Object({
  id: Type.String({ description: 'The `webhook-id` of each attempt.' }),
  type: EventType,
  version: Type.Integer({ description: 'The version of the translation.' }),
  state: Type.Enum(['pending', 'delivered', 'superseded', 'failed', 'disabled']),
  createdAt: Instant,
  nextAttemptAt: Type.Optional(Instant),
  attempts: Type.Array(Attempt),
})

/** A component of the OpenAPI document. */
export const WebhookLog = Type.Object(
  {
    url: Type.Optional(
      Type.String({ description: 'Absent for the server’s own receiver, and without a receiver.' }),
    ),
    events: Type.Array(EventType),
    disabled: Type.Boolean({ description: 'The receiver answered 410.' }),
    items: Type.Array(Message, { description: 'Newest first.' }),
  },
  { $id: 'WebhookLog' },
)
