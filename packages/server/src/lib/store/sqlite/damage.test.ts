import Database from 'better-sqlite3'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqliteStore } from './open-sqlite-store.ts'
import type { Store } from '../store.ts'
import type { ClaimedTask } from '../claimed-task.ts'

let folder: string
let store: Store
let damaged: string[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'damage-'))
  store = await openSqliteStore({ path: join(folder, 'store.db') })
  damaged = []
  store.onDamage((id, cause) => damaged.push(`${id} ${(cause as Error).name}`))
})

afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

describe('a translation with broken JSON', () => {
  for (const column of ['options', 'webhook', 'error']) {
    it(`in \`${column}\` fails alone, and all others go on`, async () => {
      const [broken, whole] = [await create(), await create()]
      damage(`update translations set ${column} = '{"half' where id = '${broken}'`)
      expect((await claim())?.translationId).toBe(whole)
      expect(await claim()).toBeUndefined()
      await expectFailed(broken)
    })
  }

  for (const column of ['artifacts', 'warnings', 'error', 'checkpoint']) {
    it(`in \`${column}\` of a task fails alone, and all others go on`, async () => {
      const [broken, whole] = [await create(), await create()]
      damage(`update tasks set ${column} = '[1,' where translation_id = '${broken}' and position = 0`)
      expect((await claim())?.translationId).toBe(whole)
      await expectFailed(broken)
    })
  }

  it('in the output of the source fails its targets', async () => {
    const broken = await create()
    await store.complete(((await claim()) as ClaimedTask).lease, { output: { cues: 3 } })
    damage(`update tasks set output = '{"cues":' where translation_id = '${broken}'`)
    const whole = await create()
    expect((await claim())?.translationId).toBe(whole)
    await expectFailed(broken)
  })

  it('can be listed among the others, read, canceled and removed', async () => {
    const [broken, whole] = [await create(), await create()]
    damage(`update translations set options = 'x' where id = '${broken}'`)
    const { items } = await store.list({ limit: 10 })
    expect(items.map(({ id, status }) => [id, status])).toEqual([
      [whole, 'pending'],
      [broken, 'error'],
    ])
    await expectFailed(broken)
    expect(await store.cancel(broken)).toMatchObject({ status: 'error' })
    expect(await store.remove(broken)).toBe(true)
    expect(damaged).toHaveLength(1)
  })

  it('ends even without its engine, and its receiver is notified', async () => {
    const broken = await create({ webhook: { events: ['translation.error' as const] } })
    damage(`update translations set options = '5' where id = '${broken}'`)
    await store.noteMissingEngines(['other'])
    expect(await claim()).toBeUndefined()
    expect(await store.outbox.claim('w', 1_000)).toMatchObject({
      type: 'translation.error',
      record: { id: broken, error: { code: 'data_damaged' } },
    })
    expect((await store.events(broken)).map(({ type }) => type)).toEqual(['created', 'failed'])
  })

  it('takes the lease from its worker, and its receiver is notified', async () => {
    const webhook = { events: ['translation.error' as const] }
    const broken = await create({ webhook })
    const { lease } = (await claim()) as ClaimedTask
    damage(`update translations set options = 'x' where id = '${broken}'`)
    expect(await store.complete(lease, {})).toBe(false)
    await store.expireLeases()
    expect(await claim()).toBeUndefined()
    expect(await store.outbox.claim('w', 1_000)).toMatchObject({
      type: 'translation.error',
      record: { id: broken, error: { code: 'data_damaged' } },
    })
  })
})

async function create(changes: object = {}): Promise<string> {
  const request = { owner: '', engine: 'e', source: { url: 'https://host/a.mp4' }, to: ['es'] }
  const created = await store.create({ ...request, options: {}, maxAttempts: 3, ...changes })
  if (typeof created === 'string') throw new Error(created)
  return created.translation.id
}

function claim(): Promise<ClaimedTask | undefined> {
  return store.claim('w', ['e'], 60_000)
}

function damage(sql: string): void {
  const database = new Database(join(folder, 'store.db'))
  database.exec(sql)
  database.close()
}

async function expectFailed(id: string): Promise<void> {
  expect(await store.get(id)).toMatchObject({
    status: 'error',
    error: { code: 'data_damaged' },
    targetTasks: [{ status: 'error', artifacts: [] }],
  })
  expect(damaged).toEqual([`${id} SyntaxError`])
}

describe('a translation with broken JSON that waits for a person', () => {
  it('ends when its review is over by time, and is due no more', async () => {
    const review = {
      stages: ['transcript' as const],
      approved: [],
      timeout: { seconds: 1, action: 'approve' as const },
    }
    const broken = await create({ review })
    const { lease } = (await claim()) as ClaimedTask
    await store.complete(lease, { cues: [{ start: 0, end: 1, text: 'One.' }] })
    damage(`update translations set options = '{"half' where id = '${broken}'`)
    const later = store.wall() + 2_000
    expect(await store.dueReviews(later, 5)).toEqual([broken])
    await store.endReview(broken, later)
    expect(await store.dueReviews(later, 5)).toEqual([])
    await expectFailed(broken)
  })
})
