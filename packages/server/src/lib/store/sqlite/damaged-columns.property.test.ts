import Database from 'better-sqlite3'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openSqliteStore } from './open-sqlite-store.ts'
import type { Store } from '../store.ts'

const WRONG_JSON = ['{"half', '5', 'null', '"x"', '[null]', '[5]', '{"events":5}', '{"a":[]}']
const NO_NUMBERS = ['x', '9e15', '[]']

/**
 * The columns that the code reads as JSON or as numbers. Text and identifiers can hold anything.
 */
const COLUMNS: Record<string, { json?: string[]; instants?: string[]; numbers?: string[] }> = {
  translations: {
    json: ['options', 'webhook', 'error', 'review'],
    instants: [
      'created_at',
      'updated_at',
      'started_at',
      'finished_at',
      'expires_at',
      'review_due_at',
      'continued_at',
    ],
    numbers: [
      'version',
      'revision',
      'cue_revision',
      'max_attempts',
      'source_bytes',
      'source_duration_seconds',
      'detected_confidence',
      'cancel_requested',
      'priority',
    ],
  },
  tasks: {
    json: ['artifacts', 'warnings', 'error', 'checkpoint', 'output', 'options'],
    instants: ['due_at', 'started_at', 'finished_at'],
    numbers: [
      'progress',
      'expected_seconds',
      'attempt',
      'tries',
      'checkpoint_attempt',
      'revision',
      'cue_revision',
      'is_stale',
      'priority',
      'bytes',
    ],
  },
  events: { instants: ['at'], numbers: ['version', 'revision'] },
  cue_revisions: { json: ['answer'], instants: ['at'], numbers: ['revision', 'next_number'] },
  cue_changes: { json: ['data'], numbers: ['revision'] },
  cue_results: { json: ['data'], numbers: ['cue_revision'] },
  cue_snapshots: { json: ['data'], numbers: ['revision'] },
  cue_answers: { json: ['answer'], instants: ['at'] },
  cue_histories: { numbers: ['bytes', 'edited_bytes', 'base_bytes', 'since_bytes'] },
  side_tasks: {
    json: ['request', 'result', 'error'],
    instants: ['due_at', 'created_at'],
    numbers: ['attempt', 'tries', 'bytes'],
  },
  webhook_messages: {
    json: ['snapshot'],
    instants: ['due_at', 'created_at', 'since'],
    numbers: ['version', 'attempt', 'tries'],
  },
  webhook_attempts: { instants: ['at'], numbers: ['duration_ms', 'status'] },
  queues: {
    instants: ['next_due_at', 'claimed_at'],
    numbers: ['turn', 'taken', 'parked', 'gap_ms'],
  },
  owner_limits: {
    numbers: ['share', 'max_running', 'minutes_per_day', 'max_bytes', 'retention_ms'],
  },
  owner_usage: { numbers: ['day', 'seconds'] },
  steady_clock: { instants: ['at'] },
  upload_claims: { instants: ['retired_at'] },
  uploads: { instants: ['touched_at'], numbers: ['size', 'arrived'] },
  nodes: { json: ['description'], instants: ['started_at', 'seen_at'], numbers: ['has_stopped'] },
  upload_segments: { numbers: ['begins_at', 'bytes'] },
  api_keys: {
    instants: ['created_at', 'expires_at', 'last_used_at', 'revoked_at'],
    numbers: ['max_priority'],
  },
  key_changes: { numbers: ['count'] },
  audit: { instants: ['at'] },
}

const KEY = { name: 'k', owner: 'ann', scope: 'write' as const, maxPriority: 0, hint: 'vt_' }

const REQUEST = {
  owner: 'ann',
  engine: 'e',
  to: ['es'],
  options: {},
  maxAttempts: 3,
  webhook: { url: 'https://host.example/', events: ['translation.error' as const] },
}

let folder: string
let path: string
let store: Store
let uploads = 0

/** A database with rows in every table, of which each test damages a copy. */
let whole: string
/** The translations in it. */
const ids: string[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'damaged-'))
  whole = join(folder, 'whole.db')
  path = join(folder, 'store.db')
  store = await openSqliteStore({ path: whole })
  for (let each = 0; each < 3; each++) {
    ids.push(await fail(), await create({ engine: 'missing' }), await create())
    await upload()
  }
  await leaveKeys()
  await store.close()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

beforeEach(() => copyFile(whole, path))
afterEach(async () => {
  await store.close()
  for (const end of ['', '-wal', '-shm']) await rm(path + end, { force: true })
})

it('the table names every column that holds JSON or a number', () => {
  const database = new Database(whole, { readonly: true })
  const numbers = database
    .prepare(
      `select m.name || '.' || p.name from sqlite_master m, pragma_table_info(m.name) p
       where m.type = 'table' and m.name not like 'kysely%' and p.type != 'TEXT' collate nocase`,
    )
    .pluck()
    .all()
  database.close()
  const named = Object.entries(COLUMNS).flatMap(([table, { instants = [], numbers: others = [] }]) =>
    [...instants, ...others].map((column) => `${table}.${column}`),
  )
  // The position orders the tasks, and the clock has one row: both only matter in comparisons.
  expect(new Set(numbers)).toEqual(new Set([...named, 'tasks.position', 'steady_clock.id', 'key_changes.id']))
})

describe('claim, start, list, cancel and delete still work', () => {
  for (const [table, { json = [], instants = [], numbers = [] }] of Object.entries(COLUMNS)) {
    for (const column of json) {
      it(`whatever JSON is in ${table}.${column}`, () => survive(table, column, WRONG_JSON))
    }
    for (const column of [...instants, ...numbers]) {
      it(`whatever is in ${table}.${column} instead of a number`, () => survive(table, column, NO_NUMBERS))
    }
    const column = json[0] ?? instants[0] ?? numbers[0] ?? ''
    it(`whatever comes into ${table}.${column} while the store is open`, () => surviveLater(table, column))
  }
})

async function survive(table: string, column: string, values: string[]): Promise<void> {
  damage(table, column, values)
  store = await openSqliteStore({ path })
  await expectToGoOn()
  for (const id of ids) expect(await store.remove(id)).toBe(true)
}

async function surviveLater(table: string, column: string): Promise<void> {
  store = await openSqliteStore({ path })
  await expectToGoOn()
  damage(table, column, [...NO_NUMBERS, ...WRONG_JSON])
  await expectToGoOn()
  for (const id of ids) expect(await store.remove(id)).toBe(true)
}

async function expectToGoOn(): Promise<void> {
  await store.expireLeases()
  await store.noteMissingEngines(['e'])
  const added = await create()
  const claimed = (await store.claimMany('w', ['e'], 60_000, 32)).map((task) => task.translationId)
  expect(claimed).toContain(added)
  expect(await store.dueInMs(['e', 'missing'])).not.toBeNaN()
  expect(await store.outbox.nextDue()).not.toBeNaN()
  for (const owner of await store.outbox.dueOwners()) {
    await store.outbox.claim('d', 60_000, { owner, exceptHosts: new Set() })
  }
  await expectUploadsToGoOn()
  await store.nodes.register({ id: 'n', role: 'all', description: {} })
  expect((await store.nodes.list()).map(({ startedAt }) => new Date(startedAt).toISOString())).not.toEqual([])
  await expectKeysToGoOn()
  const { items } = await store.list({ limit: 50 })
  expect(items.map(({ id }) => id)).toEqual(expect.arrayContaining([added, ...ids]))
  for (const item of items) expectReadable(item)
  for (const id of ids) {
    for (const { at } of await store.events(id)) expect(Date.parse(at)).not.toBeNaN()
    await store.outbox.log(id)
    expect(await store.cancel(id)).toMatchObject({ id })
  }
  expect(await store.cancel(added)).toMatchObject({ id: added })
  expect(await store.remove(added)).toBe(true)
}

async function expectUploadsToGoOn(): Promise<void> {
  const id = await upload()
  expect(await store.uploads.get(id)).toMatchObject({ size: 20, arrived: 10 })
  expect(await store.uploads.segments(id)).toEqual([{ start: 0, bytes: 10, key: id }])
  expect((await store.uploads.usage(REQUEST.owner)).bytes).not.toBeNaN()
  expect(await store.uploads.unused(60_000, 100)).not.toContain(id)
  await store.uploads.remove(id)
}

/** A key, and a line of the audit. */
async function leaveKeys(): Promise<void> {
  await store.owners.setLimits(REQUEST.owner, { share: 2, maxRunning: 1_000 })
  const digest = `digest-${uploads++}`
  const { id } = await store.keys.create({ ...KEY, digest, expiresAt: Date.now() + 60_000 })
  await store.keys.noteUses(new Map([[id, Date.now()]]))
  const line = { keyId: id, keyName: 'k', owner: 'ann', action: 'a', requestId: 'r' }
  await store.audit.append([line])
}

async function expectKeysToGoOn(): Promise<void> {
  const before = await store.keys.revision()
  expect((await store.owners.usage(REQUEST.owner)).bytes).not.toBeNaN()
  await leaveKeys()
  expect(await store.keys.revision()).not.toBe(before)
  for (const key of await store.keys.list()) {
    const { createdAt, expiresAt = 0, lastUsedAt = 0, revokedAt = 0 } = key
    for (const at of [createdAt, expiresAt, lastUsedAt, revokedAt]) expect(at).toBeTypeOf('number')
  }
  for (const { at } of (await store.audit.list({ limit: 10 })).items) expect(at).toBeTypeOf('number')
}

function expectReadable(item: Awaited<ReturnType<Store['list']>>['items'][number]): void {
  for (const at of [item.createdAt, item.updatedAt, item.startedAt ?? 0, item.finishedAt ?? 0]) {
    expect(new Date(at).getTime()).not.toBeNaN()
  }
  for (const { artifacts } of item.targetTasks) {
    expect(artifacts.map(({ name }) => typeof name)).toEqual(artifacts.map(() => 'string'))
  }
}

async function create(changes: object = {}): Promise<string> {
  const source = { upload: `up_${uploads++}`, name: 'a.mp4', bytes: 10 }
  const created = await store.create({ ...REQUEST, source, ...changes })
  if (typeof created === 'string') throw new Error(created)
  return created.translation.id
}

/** Half an upload in a bucket. */
async function upload(): Promise<string> {
  const id = `in-bucket-${uploads++}`
  await store.uploads.create({ id, owner: REQUEST.owner, size: 20, metadata: {} })
  expect(await store.uploads.append(id, { start: 0, bytes: 10, key: id })).toBe(true)
  return id
}

/** Leaves a message and an attempt to send it. */
async function fail(): Promise<string> {
  const id = await create()
  const claimed = await store.claim('w', ['e'], 60_000)
  if (claimed) await store.fail(claimed.lease, { code: 'broken', message: 'Broken.' })
  const message = await store.outbox.claim('d', 60_000)
  const attempt = { at: 0, durationMs: 1 }
  if (message) await store.outbox.settle(message.lease, attempt, { retryAt: store.steady() + 60_000 })
  return id
}

/** Another value in each row; text is in place of numbers, as SQLite lets it be. */
function damage(table: string, column: string, values: string[]): void {
  const database = new Database(path)
  values.forEach((value, at) => {
    const rows = `(rowid - 1) % ${values.length} = ${at}`
    database.prepare(`update ${table} set ${column} = ? where ${rows}`).run(value)
  })
  database.close()
}
