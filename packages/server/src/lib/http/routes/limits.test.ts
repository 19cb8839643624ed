import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type {
  CreatedKey,
  CuePage,
  OwnerInfo,
  OwnerLimits,
  ProblemDocument,
  Translation,
} from 'video-translation-client'
import {
  create,
  engineOf,
  type Fetch,
  inProcess,
  postJson,
  startServer,
  startSlowServer,
  TALK,
  untilFinal,
  untilRunning,
} from '../../../../test/support/test-server.ts'
import type { Task } from '../../engines/engine.ts'
import { createSimulatedEngine } from '../../engines/simulated/engine.ts'
import type { VideoTranslationServer } from '../../server.ts'

const ROOT = 'root-0123456789abcdef'
const ANN = 'ann-0123456789abcdef'
const TUS = { 'tus-resumable': '1.0.0' }
const apiKeys = [
  { name: 'root', key: ROOT, scope: 'admin' as const },
  { name: 'ann', key: ANN },
]

let server: VideoTranslationServer
let root: Fetch
let ann: Fetch

function use(opened: VideoTranslationServer): void {
  server = opened
  root = inProcess(server, { 'x-api-key': ROOT })
  ann = inProcess(server, { 'x-api-key': ANN })
}

async function setLimits(limits: OwnerLimits, owner = 'ann'): Promise<OwnerInfo> {
  const response = await root('/v1/limits', { ...postJson({ owner, ...limits }), method: 'PUT' })
  expect(response.status).toBe(200)
  return (await response.json()) as OwnerInfo
}

async function refusal(path: string, init: RequestInit, ask = ann): Promise<ProblemDocument> {
  return (await (await ask(path, init)).json()) as ProblemDocument
}

describe('limits', () => {
  beforeEach(async () => use(await startSlowServer({ apiKeys })))

  it('are set by administrators, and seen by their owner', async () => {
    const limits = {
      share: 3,
      maxRunning: 4,
      minutesPerDay: 600.5,
      maxBytes: 2 ** 40,
      retentionSeconds: 3600,
    }
    expect((await setLimits(limits)).limits).toEqual(limits)
    const own = (await (await ann('/v1/limits')).json()) as OwnerInfo
    expect(own).toMatchObject({ owner: 'ann', limits, usage: { running: 0, bytes: 0, minutesToday: 0 } })
    expect(Date.parse(own.usage.minutesResetAt) % (24 * 3600_000)).toBe(0)
    expect(await (await root('/v1/owners')).json()).toMatchObject({ items: [{ owner: 'ann' }] })
    expect((await setLimits({})).limits).toEqual({})
    for (const [path, method] of [
      ['/v1/limits?owner=root', 'GET'],
      ['/v1/owners', 'GET'],
    ] as const)
      expect(await refusal(path, { method })).toMatchObject({ status: 403, code: 'scope_missing' })
    const raised = { ...postJson({ owner: 'ann', share: 1000 }), method: 'PUT' }
    expect(await refusal('/v1/limits', raised)).toMatchObject({ status: 403, code: 'scope_missing' })
    for (const wrong of [{ share: 0 }, { maxRunning: -1 }, { minutesPerDay: 'many' }, { other: 1 }])
      expect(
        (await root('/v1/limits', { ...postJson({ owner: 'a', ...wrong }), method: 'PUT' })).status,
      ).toBe(400)
  })

  it('let as many tasks run at once as they say, and tell the owner why the others wait', async () => {
    await setLimits({ maxRunning: 1 })
    const first = await create(ann)
    await untilRunning(ann, first.id)
    const second = await create(ann)
    await expect
      .poll(async () => (await (await ann(`/v1/translations/${second.id}`)).json()) as Translation)
      .toMatchObject({
        status: 'pending',
        queue: { reason: 'concurrency', position: 1, message: expect.stringContaining('at once: 1') },
      })
    const others = await create(root)
    await untilRunning(root, others.id)
    expect(await (await ann(`/v1/translations/${first.id}`)).json()).not.toHaveProperty('queue')
  })

  it('of bytes refuse uploads and creates that find no room, with the limit', async () => {
    await setLimits({ maxBytes: 100 })
    const upload = (bytes: number): RequestInit => ({
      method: 'POST',
      headers: { ...TUS, 'upload-length': String(bytes) },
    })
    const limit = { name: 'maxBytes', max: 100, used: 0 }
    const refused = { status: 403, code: 'stored_bytes_exceeded', limit }
    expect(await refusal('/v1/uploads', upload(101))).toMatchObject(refused)
    expect((await ann('/v1/uploads', upload(100))).status).toBe(201)
    const undeclared = await ann('/v1/uploads', {
      method: 'POST',
      headers: { ...TUS, 'upload-defer-length': '1' },
    })
    const path = new URL(undeclared.headers.get('location') ?? '').pathname
    const type = { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }
    const headers = { ...TUS, ...type, 'upload-length': '101' }
    expect((await ann(path, { method: 'PATCH', headers, body: 'x'.repeat(101) })).status).toBe(204)
    const source = { upload: path.split('/').at(-1) }
    for (const way of ['/v1/translations', '/v1/translations/validate'])
      expect(await refusal(way, postJson({ ...TALK, source }))).toMatchObject(refused)
    const estimated = await ann('/v1/estimates', postJson({ ...TALK, source }))
    expect(await estimated.json()).toMatchObject({ problems: [{ code: refused.code }] })
    await setLimits({ maxBytes: 0 })
    expect(await refusal('/v1/translations', postJson(TALK))).toMatchObject({
      status: 403,
      limit: { max: 0 },
    })
    expect((await root('/v1/translations', postJson(TALK))).status).toBe(201)
  })

  it('of priorities belong to the key', async () => {
    const made = await root('/v1/keys', postJson({ name: 'batch', owner: 'ann', maxPriority: 2 }))
    const { secret } = (await made.json()) as CreatedKey
    const batch = inProcess(server, { 'x-api-key': secret })
    expect(await create(batch, { ...TALK, priority: 2 })).toMatchObject({ priority: 2 })
    for (const path of ['/v1/translations', '/v1/translations/validate'])
      expect(await refusal(path, postJson({ ...TALK, priority: 3 }), batch)).toMatchObject({
        status: 403,
        code: 'priority_not_allowed',
        detail: 'The API key `batch` may use priorities up to 2, not 3.',
        limit: { name: 'maxPriority', max: 2, used: 3 },
      })
    expect(await create(ann, { ...TALK, priority: 9 })).toMatchObject({ priority: 9 })
    expect(await create(ann)).not.toHaveProperty('priority')
    expect((await ann('/v1/translations', postJson({ ...TALK, priority: 10 }))).status).toBe(400)
  })

  it('of retention replace that of the server', async () => {
    await setLimits({ retentionSeconds: 3600 })
    const { createdAt, expiresAt = '' } = await create(ann)
    expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBeCloseTo(3600_000, -4)
    expect(await create(root)).not.toHaveProperty('expiresAt')
  })
})

it('also hold for what goes on: its bytes are refused, and it is kept as long as its owner says', async () => {
  use(await startServer({ apiKeys, engines: [engineOf({ run: async () => ({}) })] }))
  await setLimits({ retentionSeconds: 3600 })
  const { id } = await create(ann)
  await untilFinal(ann, id)
  await setLimits({ maxBytes: 0 })
  const targets = `/v1/translations/${id}/targets`
  expect(await refusal(targets, postJson({ to: ['de'] }))).toMatchObject({
    status: 403,
    code: 'stored_bytes_exceeded',
  })
  const edits = `/v1/translations/${id}/cues/edits`
  const edit = postJson({ edits: [{ op: 'delete', cue: 'c1' }] }, { 'if-match': '"c1"' })
  expect(await refusal(edits, edit)).toMatchObject({ status: 403, code: 'stored_bytes_exceeded' })
  await setLimits({ retentionSeconds: 7200 })
  const revised = (await (await ann(targets, postJson({ to: ['de'] }))).json()) as Translation
  expect(Date.parse(revised.expiresAt ?? '') - Date.parse(revised.createdAt)).toBeGreaterThan(7100_000)
})

it('a repeated edit has its answer, also when the first one took the last room', async () => {
  const engines = [createSimulatedEngine({ scenario: { durationMs: 20 } })]
  use(await startServer({ apiKeys, engines }))
  const { id } = await create(ann)
  await untilFinal(ann, id)
  const { revision } = (await (await ann(`/v1/translations/${id}/cues`)).json()) as CuePage
  const edit = (cue: string, key: string) => {
    const headers = { 'if-match': `"c${revision}"`, 'idempotency-key': key }
    return ann(`/v1/translations/${id}/cues/edits`, postJson({ edits: [{ op: 'delete', cue }] }, headers))
  }
  const first = await (await edit('c1', 'one')).json()
  await setLimits({ maxBytes: 0 })
  const repeated = await edit('c1', 'one')
  expect([repeated.status, repeated.headers.get('idempotent-replayed')]).toEqual([200, 'true'])
  expect(await repeated.json()).toEqual(first)
  expect((await edit('c2', 'two')).status).toBe(403)
})

it('minutes of a day are counted when a source is prepared, and refuse creates until the next day', async () => {
  // The day ends when the test says so.
  vi.setSystemTime('2026-03-10T12:00:00Z')
  onTestFinished(() => void vi.useRealTimers())
  // A source of a minute.
  const run = async ({ kind }: Task) => (kind === 'source' ? { source: { durationSeconds: 60 } } : {})
  use(await startServer({ apiKeys, engines: [engineOf({ run })] }))
  await setLimits({ minutesPerDay: 0.5 })
  await untilFinal(ann, (await create(ann)).id)
  const { usage } = (await (await ann('/v1/limits')).json()) as OwnerInfo
  expect(usage).toMatchObject({ minutesToday: 1, minutesResetAt: '2026-03-11T00:00:00.000Z' })
  const refused = await refusal('/v1/translations', postJson(TALK))
  expect(refused).toMatchObject({
    status: 403,
    code: 'daily_minutes_exceeded',
    limit: { name: 'minutesPerDay', max: 0.5, used: usage.minutesToday, resetsAt: usage.minutesResetAt },
  })
  expect(refused.detail).toContain(usage.minutesResetAt)
  vi.setSystemTime(usage.minutesResetAt)
  await create(ann)
})
