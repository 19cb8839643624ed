import { expect, test } from 'vitest'
import { inProcess, startServer } from '../../../../test/support/test-server.ts'
import type { OpenApiDocument } from '../reference/openapi-document.ts'
import { referencePage } from '../reference/page.ts'

test('the server shows people every request of its OpenAPI document, without a script', async () => {
  const ask = inProcess(await startServer())
  const response = await ask('/docs')
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'; style-src 'self'")
  const page = await response.text()
  const { paths, components } = (await (await ask('/openapi.json')).json()) as OpenApiDocument
  for (const [path, item] of Object.entries(paths))
    for (const [method, { operationId, summary }] of Object.entries(item)) {
      expect(page).toContain(`<section id="${operationId}">`)
      expect(page).toContain(
        `<span class="method ${method}">${method.toUpperCase()}</span> <code>${path}</code>`,
      )
      expect(summary).toBeDefined()
    }
  for (const name of Object.keys(components?.schemas ?? {})) expect(page).toContain(`id="schema-${name}"`)
  expect(page).not.toMatch(
    /<script|style=|https?:\/\/(?!127\.0\.0\.1|example\.com|app\.example\.com|hooks\.example\.com)/,
  )
  const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id)
  for (const id of links) expect(page).toContain(`id="${id}"`)
  const style = await ask('/docs/style.css')
  expect(style.headers.get('content-type')).toContain('text/css')
  // The server waits at its end for answers that nobody has read.
  expect(await style.text()).toContain('color-scheme')
})

test('nothing in the document becomes markup', () => {
  const evil = '<img src=x onerror=alert(1)>"\''
  const schema = {
    type: 'object',
    description: evil,
    properties: { [evil]: { enum: [evil], default: evil } },
  }
  const operation = {
    operationId: 'x',
    summary: evil,
    description: `\`${evil}\``,
    parameters: [{ name: evil, in: 'query', description: evil, schema }],
    requestBody: { content: { 'application/json': { schema, example: { evil } } } },
    responses: { 200: { description: evil, content: { 'application/json': { schema } } } },
  }
  const page = referencePage(
    { info: { title: evil }, paths: { [`/${evil}`]: { get: operation } } },
    'style.css',
  )
  expect(page).not.toContain('<img')
  expect(page).toContain('&lt;img')
})
