import swagger from '@fastify/swagger'
import { Type } from 'typebox'
import type { App } from './api.ts'
import { EngineInfo, json, ProblemSchema, Translation, TranslationEvent } from './schemas.ts'
import { WebhookLog } from './webhook-schemas.ts'

/** The document that describes every route, made from the schemas the routes are checked by. */
export async function addOpenApi(app: App): Promise<void> {
  for (const schema of [Translation, ProblemSchema, EngineInfo, TranslationEvent, WebhookLog])
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
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          header: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        },
      },
      security: [{}, { bearer: [] }, { header: [] }],
      tags: [
        { name: 'translations', description: 'The jobs.' },
        { name: 'files', description: 'What they produced.' },
        { name: 'uploads', description: 'Sources, by tus 1.0.' },
        { name: 'server', description: 'What it can do, and how it fares.' },
      ],
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, index) => String(json.$id ?? `def-${index}`),
    },
  })
  const response = { 200: json('OpenAPI 3.1.', Type.Record(Type.String(), Type.Unknown())) }
  const schema = { operationId: 'openapi', summary: 'This document', tags: ['server'], response }
  app.get('/openapi.json', { schema, config: { access: 'public' } }, async () => app.swagger())
}
