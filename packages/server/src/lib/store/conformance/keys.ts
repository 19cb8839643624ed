import { expect, it } from 'vitest'
import type { NewAuditLine } from '../audit-log.ts'
import type { NewKey } from '../key-store.ts'
import type { StoreBench } from './bench.ts'

const KEY: NewKey = {
  name: 'laptop',
  owner: 'ann',
  scope: 'write',
  maxPriority: 5,
  digest: 'd1',
  hint: 'vt_abcd',
}

const LINE: NewAuditLine = {
  keyId: 'key_1',
  keyName: 'laptop',
  owner: 'ann',
  action: 'createTranslation',
  subject: 'tr_1',
  requestId: 'r1',
}

export function describeKeys(bench: StoreBench): void {
  it('keeps keys, revokes them once, and counts each change', async () => {
    const { keys } = bench.store
    const before = await keys.revision()
    const first = await keys.create(KEY)
    const second = await keys.create({ ...KEY, digest: 'd2', expiresAt: bench.now + 1_000 })
    expect(await keys.list()).toEqual([first, second])
    expect(first).toMatchObject({ ...KEY, createdAt: bench.now })
    expect(await keys.revision()).toBe(before + 2)
    const revokedAt = bench.now
    expect(await keys.revoke(first.id)).toEqual({ ...first, revokedAt })
    bench.now += 1_000
    expect(await keys.revoke(first.id)).toEqual({ ...first, revokedAt })
    expect(await keys.revision()).toBe(before + 3)
    expect(await keys.revoke('key_none')).toBeUndefined()
  })

  it('notes the last use of keys, which never goes back', async () => {
    const { keys } = bench.store
    const { id } = await keys.create(KEY)
    await keys.noteUses(new Map([[id, bench.now + 60]]))
    await keys.noteUses(new Map([[id, bench.now], ['key_none', bench.now]])) // prettier-ignore
    expect(await keys.list()).toMatchObject([{ lastUsedAt: bench.now + 60 }])
  })

  it('tells of each change of a key', async () => {
    let changes = 0
    bench.store.keys.onChange(() => changes++)
    const { id } = await bench.store.keys.create(KEY)
    await bench.store.keys.revoke(id)
    expect(changes).toBe(2)
  })
}

export function describeAudit(bench: StoreBench): void {
  it('pages through the audit, newest first, by owner, key and subject', async () => {
    const { audit } = bench.store
    await audit.append([LINE, { ...LINE, subject: undefined, owner: 'bob', keyId: 'key_2' }])
    bench.now += 1_000
    await audit.append([{ ...LINE, action: 'cancelTranslation' }])
    const all = await audit.list({ limit: 10 })
    expect(all.items.map(({ action }) => action)).toEqual([
      'cancelTranslation',
      'createTranslation',
      'createTranslation',
    ])
    expect(all.items[0]).toMatchObject({ ...LINE, action: 'cancelTranslation', at: bench.now })
    const page = await audit.list({ limit: 2 })
    const rest = await audit.list({ limit: 2, cursor: page.nextCursor ?? '' })
    expect([...page.items, ...rest.items]).toEqual(all.items)
    expect(rest.nextCursor).toBeUndefined()
    for (const filter of [{ owner: 'bob' }, { keyId: 'key_2' }])
      expect((await audit.list({ ...filter, limit: 10 })).items).toMatchObject([{ owner: 'bob' }])
    expect((await audit.list({ subject: 'tr_1', limit: 10 })).items).toHaveLength(2)
  })

  it('forgets the oldest lines of the audit', async () => {
    const { audit } = bench.store
    await audit.append([LINE, LINE, LINE])
    bench.now += 60_000
    const instant = bench.now
    await audit.append([LINE])
    expect(await audit.removeBefore(instant, 2)).toBe(2)
    expect(await audit.removeBefore(instant, 2)).toBe(1)
    expect(await audit.removeBefore(instant, 2)).toBe(0)
    expect((await audit.list({ limit: 10 })).items).toMatchObject([{ at: instant }])
  })
}
