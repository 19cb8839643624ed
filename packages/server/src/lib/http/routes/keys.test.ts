import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { AuditPage, CreatedKey, CreateKeyBody, KeyInfo } from 'video-translation-client'
import {
  create,
  type Fetch,
  inProcess,
  postJson,
  startSlowServer,
  TALK,
} from '../../../../test/support/test-server.ts'
import { openStream } from '../../../../test/support/events.ts'
import { openKeyAdmin } from '../../open-key-admin.ts'
import { createServer, type VideoTranslationServer } from '../../server.ts'

const ROOT = 'root-0123456789abcdef'
const apiKeys = [{ name: 'root', key: ROOT, scope: 'admin' as const }]

let server: VideoTranslationServer
let ask: Fetch

beforeEach(start)

async function start(): Promise<void> {
  server = await startSlowServer({ apiKeys })
  ask = inProcess(server, { 'x-api-key': ROOT })
}

async function createKey(body: CreateKeyBody): Promise<CreatedKey> {
  const response = await ask('/v1/keys', postJson(body))
  expect(response.status).toBe(201)
  expect(response.headers.get('cache-control')).toBe('no-store')
  return (await response.json()) as CreatedKey
}

function withKey({ secret }: { secret: string }): Fetch {
  return inProcess(server, { authorization: `Bearer ${secret}` })
}

async function revoke({ id }: { id: string }): Promise<KeyInfo> {
  return (await (await ask(`/v1/keys/${id}`, { method: 'DELETE' })).json()) as KeyInfo
}

async function auditOf(query = ''): Promise<AuditPage['items']> {
  return ((await (await ask(`/v1/audit?${query}`)).json()) as AuditPage).items
}

describe('keys', () => {
  it('are shown whole only once, and then without their secret', async () => {
    const created = await createKey({ name: 'ann-laptop', owner: 'ann' })
    expect(created).toMatchObject({ name: 'ann-laptop', owner: 'ann', scope: 'write', maxPriority: 9 })
    expect(created.secret).toMatch(/^vt_[\w-]{43}$/)
    const text = await (await ask('/v1/keys')).text()
    const { secret, ...rest } = created
    expect(JSON.parse(text)).toEqual({ items: [rest] })
    expect(text).not.toContain(secret)
  })

  it('own what they create, and share it with other keys of their owner', async () => {
    const [laptop, phone, other] = await Promise.all([
      createKey({ name: 'laptop', owner: 'ann' }),
      createKey({ name: 'phone', owner: 'ann', scope: 'read' }),
      createKey({ name: 'bob' }),
    ])
    const { id } = await create(withKey(laptop))
    expect((await withKey(phone)(`/v1/translations/${id}`)).status).toBe(200)
    expect((await withKey(other)(`/v1/translations/${id}`)).status).toBe(404)
  })

  it('of the scope `read` change nothing, and hear which scope they lack', async () => {
    const { id } = await create(withKey(await createKey({ name: 'ann' })))
    const reader = withKey(await createKey({ name: 'reader', owner: 'ann', scope: 'read' }))
    for (const path of ['', `/${id}`, `/${id}/events`]) {
      expect((await reader(`/v1/translations${path}`)).status).toBe(200)
    }
    const stream = await reader('/v1/translations/stream', postJson({ filter: {} }))
    expect(stream.status).toBe(200)
    await stream.body?.cancel()
    for (const [path, init] of [
      ['/v1/translations', postJson(TALK)],
      ['/v1/translations/validate', postJson(TALK)],
      ['/v1/estimates', postJson(TALK)],
      [`/v1/translations/${id}/cancel`, { method: 'POST' }],
      [`/v1/translations/${id}/webhooks/redeliver`, { method: 'POST' }],
      [`/v1/translations/${id}`, { method: 'DELETE' }],
      ['/v1/uploads', { method: 'POST', headers: { 'tus-resumable': '1.0.0', 'upload-length': '1' } }],
      ['/v1/uploads/up_1', { method: 'DELETE', headers: { 'tus-resumable': '1.0.0' } }],
    ] as const) {
      const response = await reader(path, init)
      expect([path, response.status]).toEqual([path, 403])
      expect(response.headers.get('www-authenticate')).toContain('scope="write"')
      const detail = 'This request needs the scope `write`, and the API key `reader` has `read`.'
      expect(await response.json()).toMatchObject({ code: 'scope_missing', detail })
    }
  })

  it('of other scopes than `admin` see no keys and no audit', async () => {
    const writer = withKey(await createKey({ name: 'ann', scope: 'write' }))
    for (const path of ['/v1/keys', '/v1/audit']) {
      expect(await (await writer(path)).json()).toMatchObject({ status: 403, code: 'scope_missing' })
    }
    const made = await writer('/v1/keys', postJson({ name: 'mine', scope: 'admin' }))
    expect(made.status).toBe(403)
  })

  it('stop at the moment they are revoked, with their streams, and what they made goes on', async () => {
    const key = await createKey({ name: 'ann' })
    const { id } = await create(withKey(key))
    const stream = await openStream(withKey(key), { filter: {} })
    await stream.until(({ data }) => data.id === id)
    const hold = withKey(key)(`/v1/translations/${id}?until=final`, { headers: { prefer: 'wait=60' } })
    expect(await revoke(key)).toMatchObject({ id: key.id, revokedAt: expect.any(String) })
    const refused = await withKey(key)('/v1/translations')
    expect([refused.status, await refused.json()]).toMatchObject([401, { code: 'key_revoked' }])
    await expect(stream.until(() => false)).rejects.toThrow('The stream ended')
    await (await hold).body?.cancel()
    const again = await createKey({ name: 'again', owner: 'ann' })
    expect(await (await withKey(again)(`/v1/translations/${id}`)).json()).not.toMatchObject({
      status: 'canceled',
    })
    expect((await ask('/v1/keys/key_none', { method: 'DELETE' })).status).toBe(404)
  })

  it('expire', async () => {
    const past = { name: 'ann', expiresAt: '2020-01-01T00:00:00Z' }
    expect((await ask('/v1/keys', postJson(past))).status).toBe(400)
    const leapSecond = { name: 'ann', expiresAt: '2099-12-31T23:59:60Z' }
    expect((await ask('/v1/keys', postJson(leapSecond))).status).toBe(400)
    vi.setSystemTime('2026-03-10T12:00:00Z')
    onTestFinished(() => void vi.useRealTimers())
    await start()
    const key = await createKey({ name: 'ann', expiresAt: '2026-03-10T12:00:03Z' })
    const list = async () => await withKey(key)('/v1/translations')
    vi.setSystemTime('2026-03-10T12:00:02.999Z')
    expect((await list()).status).toBe(200)
    vi.setSystemTime('2026-03-10T12:00:03Z')
    expect(await (await list()).json()).toMatchObject({ status: 401, code: 'key_expired' })
  })

  it('are refused with fields that make no sense', async () => {
    for (const body of [{}, { name: '' }, { name: 'a', scope: 'all' }, { name: 'a', maxPriority: 10 }])
      expect((await ask('/v1/keys', postJson(body))).status).toBe(400)
  })
})

describe('a server without keys', () => {
  it('asks everybody for one from the first key on, also after a new start', async () => {
    const open = await startSlowServer()
    const anybody = inProcess(open)
    const { id } = await create(anybody)
    const made = await anybody('/v1/keys', postJson({ name: 'ann', scope: 'admin' }))
    const { secret } = (await made.json()) as CreatedKey
    expect((await anybody('/v1/translations')).status).toBe(401)
    const headers = { authorization: `Bearer ${secret}` }
    expect((await inProcess(open, headers)(`/v1/translations/${id}`)).status).toBe(404)
    // What was created before has the owner without a name.
    const keyless = await inProcess(open, headers)('/v1/keys', postJson({ name: 'old', owner: '' }))
    const old = { authorization: `Bearer ${((await keyless.json()) as CreatedKey).secret}` }
    expect((await inProcess(open, old)(`/v1/translations/${id}`)).status).toBe(200)
    await open.close({ graceMs: 0 })
    const again = await startSlowServer({ dataDir: open.dataDir })
    expect((await inProcess(again)('/v1/translations')).status).toBe(401)
    expect((await inProcess(again, headers)('/v1/translations')).status).toBe(200)
    await again.close()
    const own = await startSlowServer({ dataDir: open.dataDir, storedKeys: false })
    expect((await inProcess(own)(`/v1/translations/${id}`)).status).toBe(200)
  })

  it('listens beyond this machine only once it has a key', async () => {
    const { dataDir } = server
    await server.close()
    await expect(createServer({ dataDir, host: '0.0.0.0', logLevel: 'silent' })).rejects.toThrow(
      'Refusing to listen on 0.0.0.0 without API keys',
    )
    {
      await using admin = await openKeyAdmin({ dataDir })
      await admin.create({ name: 'ann' })
    }
    const guarded = await startSlowServer({ dataDir, host: '0.0.0.0' })
    expect((await inProcess(guarded)('/v1/translations')).status).toBe(401)
  })
})

describe('the audit', () => {
  it('says which key did what, to which translation, and when', async () => {
    const ann = await createKey({ name: 'ann' })
    const { id } = await create(withKey(ann))
    await withKey(ann)(`/v1/translations/${id}`)
    await withKey(ann)('/v1/translations/validate', postJson(TALK))
    await withKey(ann)('/v1/translations/tr_none', { method: 'DELETE' })
    await withKey(ann)('/v1/translations/tr_none/cancel', { method: 'POST' })
    await withKey(ann)(`/v1/translations/${id}/cancel`, { method: 'POST' })
    await withKey(ann)(`/v1/translations/${id}`, { method: 'DELETE' })
    await revoke(ann)
    const items = await auditOf()
    const root = { id: 'configured:root', name: 'root', owner: 'root' }
    const key = { id: ann.id, name: 'ann', owner: 'ann' }
    expect(items.toReversed().map(({ key: who, action, subject }) => [who, action, subject])).toEqual([
      [root, 'createKey', ann.id],
      [key, 'createTranslation', id],
      [key, 'cancelTranslation', id],
      [key, 'deleteTranslation', id],
      [root, 'revokeKey', ann.id],
    ])
    for (const { at, requestId } of items) {
      expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(60_000)
      expect(requestId).toMatch(/^[\da-f-]{36}$/)
    }
    expect(await auditOf(`subject=${id}`)).toHaveLength(3)
    expect(await auditOf('owner=root')).toHaveLength(2)
    expect(await auditOf(`key=${ann.id}&limit=1`)).toMatchObject([{ action: 'deleteTranslation' }])
  })

  it('names what the command line did without a server as done by `local`', async () => {
    const { dataDir } = server
    await server.close()
    await using admin = await openKeyAdmin({ dataDir })
    const { id } = await admin.create({ name: 'ann' })
    await admin.revoke(id)
    const { items } = await admin.audit({ limit: 10 })
    expect(items).toMatchObject([
      { key: { id: 'local' }, action: 'revokeKey', subject: id },
      { key: { id: 'local' }, action: 'createKey', subject: id },
    ])
  })
})
