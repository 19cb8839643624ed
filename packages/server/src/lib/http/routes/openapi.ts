import swagger from '@fastify/swagger'
import { Type } from 'typebox'
import type { Settings } from '../../config/server-options.ts'
import type { App } from '../requests/typed-app.ts'
import { Cue } from '../schemas/cue-schemas.ts'
import { answers, json, ProblemSchema, Translation, TranslationEvent } from '../schemas/schemas.ts'
import { WEBHOOK_EVENT_TYPES } from 'video-translation-client/webhooks'
import { EngineInfo } from '../schemas/engine-schemas.ts'
import { AuditEntry, KeyInfo } from '../schemas/key-schemas.ts'
import { Estimate } from '../schemas/estimate-schemas.ts'
import { OwnerInfo } from '../schemas/limit-schemas.ts'
import { WebhookLog } from '../schemas/webhook-schemas.ts'
import { WorkerInfo } from '../schemas/worker-schema.ts'

/** Adds the document of all routes, generated from the schemas that validate them. */
export async function addOpenApi(app: App, { publicUrl }: Settings): Promise<void> {
  for (const schema of [
    Cue,
    Translation,
    ProblemSchema,
    EngineInfo,
    Estimate,
    TranslationEvent,
    WebhookLog,
    KeyInfo,
    AuditEntry,
    OwnerInfo,
    WorkerInfo,
  ])
    app.addSchema(schema)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Video Translation',
        version: '1',
        description: 'Turn a video into the same video in other languages, and know the moment it is done.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: publicUrl ?? '/' }],
      webhooks: { translation: { post: RECEIVER } },
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          header: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        },
      },
      security: [{}, { bearer: [] }, { header: [] }],
      tags: [
        { name: 'translations', description: 'Each is one source with its targets.' },
        { name: 'files', description: 'What translations have produced.' },
        { name: 'uploads', description: 'Sources, by tus 1.0.' },
        { name: 'keys', description: 'They let requests in. For keys with the scope `admin`.' },
        { name: 'server', description: 'What it can do, and whether it is well.' },
        { name: 'webhooks', description: 'Events that the server sends to receivers, by Standard Webhooks.' },
      ],
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, index) => String(json.$id ?? `def-${index}`),
    },
  })
  const response = answers({ 200: json('OpenAPI 3.1.', Type.Record(Type.String(), Type.Unknown())) })
  const schema = { operationId: 'openapi', summary: 'This document', tags: ['server'], response }
  app.get('/openapi.json', { schema, config: { access: 'public' } }, async () => app.swagger())
}

/** The request that receivers get. The server is the client here. */
const RECEIVER = {
  operationId: 'receiveWebhook',
  summary: 'A translation has changed',
  description: 'Sent at least once. A newer version supersedes an older one that has not arrived.',
  tags: ['webhooks'],
  security: [],
  parameters: [
    headerParameter('webhook-id', 'The same for each attempt.'),
    headerParameter(
      'webhook-timestamp',
      'Seconds since 1970. Reject the request if this is more than five minutes from the current time.',
    ),
    headerParameter(
      'webhook-signature',
      '`v1,` and the base64 of the HMAC-SHA256 of id, timestamp and body, with dots between.',
    ),
  ],
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: {
          type: 'object' as const,
          required: ['type', 'timestamp', 'data'],
          properties: {
            type: { type: 'string' as const, enum: [...WEBHOOK_EVENT_TYPES] },
            timestamp: { type: 'string' as const, format: 'date-time' },
            data: { $ref: '#/components/schemas/Translation' },
          },
        },
      },
    },
  },
  responses: {
    '2XX': { description: 'Delivered.' },
    '410': { description: 'Tell nothing more of this translation.' },
    '4XX': { description: 'It is tried again, for a day.' },
    '5XX': { description: 'It is tried again, for a day.' },
  },
}

function headerParameter(name: string, description: string) {
  return { name, in: 'header' as const, required: true, description, schema: { type: 'string' as const } }
}
