import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance } from 'fastify'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { expect, it } from 'vitest'
import { inProcess, startServer } from '../../../../test/support/test-server.ts'

interface Document {
  servers: { url: string }[]
  webhooks: Record<string, { post: { requestBody: object } }>
  paths: Record<string, Record<string, { responses: Record<string, unknown> }>>
}

async function documentOf(publicUrl?: string): Promise<string> {
  const ask = inProcess(await startServer({ ...(publicUrl && { publicUrl }) }))
  return await (await ask('/openapi.json')).text()
}

it('satisfies the linter of OpenAPI documents', async () => {
  const config = await createConfig({ extends: ['recommended'] })
  const source = await documentOf()
  const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config })
  const told = problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])
  expect(told).toEqual([])
})

/** For people: pages, their files, and what describes the requests. */
const FOR_PEOPLE =
  /^GET \/(?:$|docs|openapi\.json|new$|overview$|settings$|translations\/|assets\/|[\w-]+\.\w+$)/

it('describes every request that the server answers, but for those of pages', async () => {
  const routes: string[] = []
  const note = (message: unknown) =>
    void (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) routes.push(`${each} ${url.replaceAll(/:(\w+)/g, '{$1}')}`)
    })
  subscribe('fastify.initialization', note)
  const source = await documentOf().finally(() => unsubscribe('fastify.initialization', note))
  const { paths } = JSON.parse(source) as Document
  const described = new Set(
    Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    ),
  )
  const asked = routes.filter((route) => !/^(?:HEAD|OPTIONS) /.test(route) && !FOR_PEOPLE.test(route))
  expect(asked.length).toBeGreaterThan(35)
  expect(asked.filter((route) => !described.has(route))).toEqual([])
})

it("contains the server's address and its webhook requests", async () => {
  const here = JSON.parse(await documentOf()) as Document
  const there = JSON.parse(await documentOf('https://translate.example.com')) as Document
  expect([here.servers, there.servers]).toEqual([[{ url: '/' }], [{ url: 'https://translate.example.com' }]])
  expect(JSON.stringify(here.webhooks['translation']?.post.requestBody)).toContain(
    '#/components/schemas/Translation',
  )
})

it('documents for every route that it may refuse, fail or be overloaded', async () => {
  const { paths } = JSON.parse(await documentOf()) as Document
  const operations = Object.values(paths).flatMap((item) => Object.values(item))
  for (const { responses } of operations)
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(['400', '401', '403', '429', '500', '503']))
})
