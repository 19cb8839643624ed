import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createEmitter } from '../store/emitter.ts'
import type { KeyRecord, KeyStore } from '../store/key-store.ts'
import { type Keyring, openKeyring } from './keyring.ts'
import { newSecret } from './secret.ts'

const DAY_MS = 24 * 3600_000

let stored: KeyRecord[]
let revision: number
let reads: number
let uses: Map<string, number>[]
let keyring: Keyring

/** A database whose changes this server hears of only if the test says so. */
const changed = createEmitter<[]>()
const store: KeyStore = {
  revision: async () => revision,
  list: async () => {
    reads++
    return stored.map((key) => ({ ...key }))
  },
  noteUses: async (noted) => void uses.push(new Map(noted)),
  create: () => Promise.reject(new Error('not needed')),
  revoke: () => Promise.reject(new Error('not needed')),
  onChange: changed.on,
}

beforeEach(async () => {
  vi.useFakeTimers()
  ;[stored, revision, reads, uses] = [[], 0, 0, []]
  const options = { store, configured: new Map(), mayBeOpen: true, readsStore: true, clock: Date.now }
  keyring = await openKeyring(options)
})

afterEach(async () => {
  vi.useRealTimers()
  await keyring.close()
})

/** Another server stores a key. */
function add(changes: Partial<KeyRecord> = {}): string {
  const { secret, digest, hint } = newSecret()
  const id = `key_${stored.length}`
  const key = { id, name: 'n', owner: 'ann', scope: 'read' as const, maxPriority: 3, createdAt: 0 }
  stored.push({ ...key, digest, hint, ...changes })
  revision++
  return secret
}

function revoke(at: number): void {
  stored = stored.map((key, index) => (index === at ? { ...key, revokedAt: Date.now() } : key))
  revision++
}

it('is open until the first key, and never again', async () => {
  expect(keyring.isOpen).toBe(true)
  add()
  changed.emit()
  await keyring.refresh()
  expect(keyring.isOpen).toBe(false)
  revoke(0)
  changed.emit()
  await keyring.refresh()
  expect(keyring.isOpen).toBe(false)
})

it('stays closed when the database has lost its keys, as after the restore of a backup', async () => {
  add()
  changed.emit()
  await keyring.refresh()
  stored = []
  revision++
  changed.emit()
  await keyring.refresh()
  expect(keyring.isOpen).toBe(false)
})

it('finds what a key may do, and why another does not count', async () => {
  const secret = add()
  const expired = add({ expiresAt: Date.now() - 1 })
  const revoked = add({ revokedAt: 1 })
  changed.emit()
  await keyring.refresh()
  const holder = { id: 'key_0', name: 'n', owner: 'ann', scope: 'read', maxPriority: 3 }
  expect(keyring.find(secret)).toEqual(holder)
  expect(keyring.find(expired)).toEqual({ refused: 'expired' })
  expect(keyring.find(revoked)).toEqual({ refused: 'revoked' })
  expect(keyring.find(`${secret}x`)).toEqual({ refused: 'unknown' })
})

it('knows of a change at once when it is told, and within five seconds when it is not', async () => {
  const secret = add()
  await vi.advanceTimersByTimeAsync(5_000)
  await keyring.refresh()
  revoke(0)
  changed.emit()
  await keyring.refresh()
  expect(keyring.find(secret)).toEqual({ refused: 'revoked' })
  const late = add()
  await keyring.refresh()
  expect(keyring.find(late)).toEqual({ refused: 'unknown' })
  await vi.advanceTimersByTimeAsync(5_000)
  await keyring.refresh()
  expect(keyring.find(late)).toMatchObject({ owner: 'ann' })
})

it('reads all keys only after a change, however many requests come', async () => {
  const before = reads
  for (let second = 0; second < 60; second++) {
    await vi.advanceTimersByTimeAsync(1_000)
    await Promise.all(Array.from({ length: 100 }, () => keyring.refresh()))
  }
  expect(reads).toBe(before)
})

it('does not take a change for known that comes while it reads', async () => {
  const secret = add()
  changed.emit()
  const list = vi.spyOn(store, 'list').mockImplementationOnce(async () => {
    const before = stored
    revoke(0)
    changed.emit()
    return before
  })
  await keyring.refresh()
  list.mockRestore()
  expect(keyring.find(secret)).toEqual({ refused: 'revoked' })
})

it('tells those who watch a key that it was revoked or has expired', async () => {
  for (const expiresAt of [undefined, Date.now() + DAY_MS]) {
    const secret = add({ expiresAt })
    changed.emit()
    await keyring.refresh()
    const key = keyring.find(secret)
    if ('refused' in key) throw new Error(key.refused)
    const onEnd = vi.fn()
    const onForgotten = vi.fn()
    keyring.onEnd(key, onEnd)
    keyring.onEnd(key, onForgotten)()
    await vi.advanceTimersByTimeAsync(20_000)
    expect(onEnd).not.toHaveBeenCalled()
    if (expiresAt === undefined) revoke(0)
    await vi.advanceTimersByTimeAsync(expiresAt === undefined ? 5_000 : DAY_MS)
    expect(onEnd).toHaveBeenCalledOnce()
    expect(onForgotten).not.toHaveBeenCalled()
  }
})

it('notes the last use of a key once a minute, and at the end', async () => {
  const secret = add()
  changed.emit()
  await keyring.refresh()
  for (let count = 0; count < 1_000; count++) keyring.find(secret)
  expect(uses).toEqual([])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(uses.map((each) => [...each.keys()])).toEqual([['key_0']])
  keyring.find(secret)
  await keyring.close()
  expect(uses).toHaveLength(2)
})
