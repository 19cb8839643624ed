import type { FastifyReply } from 'fastify'
import type { OpenApiDocument } from '../reference/openapi-document.ts'
import { referencePage } from '../reference/page.ts'
import { REFERENCE_STYLE } from '../reference/style.ts'
import type { App } from '../requests/typed-app.ts'

/** No script runs, and nothing comes from anybody else. */
const POLICY =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const config = { access: 'public', quiet: true } as const

/** The reference of all requests for people, made from the OpenAPI document. */
export function referenceRoutes(app: App): void {
  const schema = { hide: true }
  let page: string | undefined
  app.get('/docs', { schema, config }, async (_request, reply) => {
    page ??= referencePage(app.swagger() as unknown as OpenApiDocument, 'docs/style.css')
    return send(reply, 'text/html', page)
  })
  app.get('/docs/style.css', { schema, config }, async (_request, reply) =>
    send(reply, 'text/css', REFERENCE_STYLE),
  )
}

function send(reply: FastifyReply, type: string, text: string): FastifyReply {
  return reply
    .type(`${type}; charset=utf-8`)
    .header('content-security-policy', POLICY)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .header('cache-control', 'no-cache')
    .send(text)
}
