import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import type { Estimate } from 'video-translation-client/estimate'
import type { Engine, Refusal } from '../../engines/engine.ts'
import { createServer } from '../../server.ts'
import {
  create, engineOf, inProcess, postJson, startSlowServer, type Fetch,
} from '../../../../test/support/test-server.ts' // prettier-ignore

const PACK: Refusal = {
  code: 'missing_packs',
  pointer: '/to/0',
  message: 'Pull it.',
  packs: ['x'],
  isLocal: true,
}
const TOO_LONG: Refusal = { code: 'source_too_long', pointer: '/durationSeconds', message: 'Cut it.' }
const STEPS = [{ stage: 'transcribe', language: 'en', provider: 'ear' }] as const
const REQUEST = { from: 'en', to: ['es'], durationSeconds: 90 }

/** It lacks a pack for French, and takes no more than 100 s. */
const ENGINE: Engine = engineOf({
  run: async () => ({}),
  check: async ({ to }) => (to.includes('fr') ? [PACK] : []),
  estimate: async (_request, durationSeconds = 0) => ({
    steps: [...STEPS],
    packs: [],
    programs: [],
    durationSeconds,
    refusals: durationSeconds > 100 ? [TOO_LONG] : [],
  }),
})

let ask: Fetch

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'estimate-'))
  const server = await createServer({ dataDir: folder, engines: [ENGINE], logLevel: 'silent' })
  ask = inProcess(server)
  return async () => {
    await server.close({ graceMs: 0 })
    await rm(folder, { recursive: true, force: true })
  }
})

async function estimateOf(body: object = REQUEST, from = ask): Promise<Estimate> {
  const response = await from('/v1/estimates', postJson(body))
  expect(response.status).toBe(200)
  return (await response.json()) as Estimate
}

it('an estimate has what the engine tells, and makes nothing', async () => {
  expect(await estimateOf()).toEqual({
    engine: 'test',
    possible: true,
    problems: [],
    steps: STEPS,
    packs: [],
    programs: [],
    durationSeconds: 90,
  })
  expect(await (await ask('/v1/translations')).json()).toMatchObject({ items: [] })
})

it('a source that is still to be uploaded is no problem', async () => {
  expect(await estimateOf({ ...REQUEST, source: {} })).toMatchObject({ possible: true, problems: [] })
})

it('what packs cure is possible, and what the length forbids is not', async () => {
  const missing = { code: 'missing_packs', message: 'Pull it.', pointer: '/to/0', curable: true }
  const french = { ...REQUEST, to: ['fr'] }
  expect(await estimateOf(french)).toMatchObject({ possible: true, problems: [missing] })
  expect(await estimateOf({ ...french, durationSeconds: 101 })).toMatchObject({
    possible: false,
    problems: [missing, { ...TOO_LONG, curable: false }],
  })
})

it('limits that are used up are problems, too', async () => {
  const full = inProcess(await startSlowServer({ limits: { translationsPerKey: 1 } }))
  await create(full)
  expect(await estimateOf(REQUEST, full)).toMatchObject({
    possible: false,
    problems: [{ code: 'too_many_translations', curable: false }],
  })
  const upload = await estimateOf({ ...REQUEST, source: { upload: 'up_none' } })
  expect(upload.problems).toMatchObject([{ code: 'upload_not_found', pointer: '/source/upload' }])
})

it('a request that is not valid is refused as by a create', async () => {
  for (const [body, code] of [
    [{ to: ['es', 'es'] }, 'invalid_request'],
    [{ to: ['es'], engine: 'magic' }, 'unknown_engine'],
    [{ to: ['es'], durationSeconds: -1 }, 'invalid_request'],
    [{ to: ['es'], durationSeconds: 1e300 }, 'invalid_request'],
  ] as const) {
    const response = await ask('/v1/estimates', postJson(body))
    expect(await response.json()).toMatchObject({ code })
  }
})
