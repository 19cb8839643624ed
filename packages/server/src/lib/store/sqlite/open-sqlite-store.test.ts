import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqliteStore } from './open-sqlite-store.ts'
import type { TranslationRecord } from '../records.ts'
import type { Store } from '../store.ts'
import type { ClaimedTask } from '../claimed-task.ts'
import { describeStore } from '../conformance/conformance.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'store-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

describeStore('the SQLite store', (clocks) => openSqliteStore({ path: join(folder, 'store.db'), ...clocks }))

describe('the SQLite store, on disk', () => {
  it('has everything again when it is opened again', async () => {
    const path = join(folder, 'store.db')
    const first = await openSqliteStore({ path })
    const made = await first.create({ ...REQUEST, options: { a: [1] } })
    await first.close()
    const second = await openSqliteStore({ path })
    const { queue, ...translation } = (await second.list({ limit: 1 })).items[0] as TranslationRecord
    expect(made).toEqual({ isNew: true, translation })
    expect(queue).toMatchObject({ reason: 'worker', position: 1 })
    await second.close()
  })

  it('keeps of the answer to an edit only which cues changed, however much they say in other languages', async () => {
    const path = join(folder, 'store.db')
    const store = await openSqliteStore({ path })
    await store.create({ ...REQUEST, to: ['es', 'fr'] })
    const { lease, translationId } = (await store.claim('w', ['e'], 1_000)) as ClaimedTask
    await store.complete(lease, { cues: [{ start: 0, end: 2, text: 'One.' }] })
    const edit = async (revision: number, target: string, text: string) => {
      const edits = [{ op: 'set' as const, cue: 'c1', target, text }]
      const idempotency = { key: target, requestHash: 'h' }
      return await store.cues.edit(translationId, { revision, edits, by: 'ann', idempotency })
    }
    await edit(1, 'fr', 'Un, deux. '.repeat(100))
    expect(await edit(2, 'es', 'Uno.')).toMatchObject({ kind: 'edited' })
    await store.close()
    const database = new Database(path, { readonly: true })
    const answers = database.prepare('select answer from cue_answers order by at, answer').pluck().all()
    expect(answers).toEqual(
      [2, 3].map((revision) => JSON.stringify({ revision, changed: ['c1'], removed: [] })),
    )
    // A node of the last version would give the ids of these in place of cues.
    expect(database.prepare('select count(answer) from cue_revisions').pluck().get()).toBe(0)
    database.close()
  })

  it('claims waiting tasks, and retries after the delay, even if the clock was set back while it was closed', async () => {
    const path = join(folder, 'store.db')
    const [noon, eleven] = [Date.parse('2026-01-01T12:00:00Z'), Date.parse('2026-01-01T11:00:00Z')]
    const first = await openSqliteStore({ path, clock: () => noon })
    for (let made = 0; made < 2; made++) await first.create(REQUEST)
    const { lease } = (await first.claim('w', ['e'], 1_000)) as ClaimedTask
    await first.fail(lease, { code: 'busy', message: 'Later.' }, 500)
    await first.close()
    let now = eleven
    const second = await openSqliteStore({ path, clock: () => now })
    expect(await second.claim('w', ['e'], 1_000)).toMatchObject({ tries: 1 })
    expect(await second.dueInMs(['e'])).toBe(500)
    now += 500
    expect(await second.claim('w', ['e'], 1_000)).toMatchObject({ tries: 2 })
    await second.close()
  })

  it.each(['{', 'null', '5', '[]', '{}', '{"id":"tr_1"}'])(
    'claims the whole message at once though three before it hold %s',
    async (snapshot) => {
      const path = join(folder, 'store.db')
      const store = await openSqliteStore({ path })
      const reasons: string[] = []
      store.outbox.onDamage((_id, reason) => reasons.push(reason))
      for (const reference of ['first', 'second', 'third', 'whole']) await cancelOne(store, reference)
      damage(path, `update webhook_messages set snapshot = '${snapshot}' where rowid < 4`)
      const claimed = await store.outbox.claim('d', 1_000)
      expect(claimed?.record.reference).toBe('whole')
      expect(reasons).toEqual(Array(3).fill('Its snapshot of the translation cannot be read.'))
      await store.close()
    },
  )

  it.each(['null', "'{'", "'null'", "'5'", "'{}'", `'{"events":5}'`, `'{"events":[null]}'`])(
    'claims the whole message at once though the receiver of the one before it is %s',
    async (webhook) => {
      const path = join(folder, 'store.db')
      const store = await openSqliteStore({ path })
      const reasons: string[] = []
      store.outbox.onDamage((_id, reason) => reasons.push(reason))
      const damaged = await cancelOne(store, 'damaged')
      await cancelOne(store, 'whole')
      damage(path, `update translations set webhook = ${webhook} where reference = 'damaged'`)
      const claimed = await store.outbox.claim('d', 1_000)
      expect(claimed?.record.reference).toBe('whole')
      expect((await store.outbox.log(damaged))?.messages).toMatchObject([{ state: 'failed' }])
      expect(reasons).toEqual(['The receiver of its translation cannot be read.'])
      await store.close()
    },
  )

  it('loses no answered change when its process is killed', async () => {
    const path = join(folder, 'store.db')
    const acknowledged = await workUntilKilled(path, 40)
    const store = await openSqliteStore({ path })
    expect(acknowledged.length).toBeGreaterThanOrEqual(40)
    for (const [id, version] of acknowledged) {
      const translation = await store.get(id)
      expect(translation?.version).toBeGreaterThanOrEqual(version)
      const events = await store.events(id)
      expect(events.at(-1)?.version).toBe(translation?.version)
    }
    await store.close()
  })
})

const REQUEST = {
  owner: '',
  engine: 'e',
  source: { url: 'https://host/a.mp4' },
  to: ['es'],
  options: {},
  maxAttempts: 3,
}

/** Leaves a message for the receiver. */
async function cancelOne(store: Store, reference: string): Promise<string> {
  const events = ['translation.canceled' as const]
  const webhook = { url: 'https://example.com/', secret: 'whsec_a', events }
  const made = await store.create({ ...REQUEST, reference, webhook })
  if (typeof made === 'string') throw new Error(made)
  await store.cancel(made.translation.id)
  return made.translation.id
}

function damage(path: string, sql: string): void {
  const database = new Database(path)
  database.exec(sql)
  database.close()
}

/**
 * Runs a process that works on the store and tells what was answered; kills it after so many
 * answers.
 */
async function workUntilKilled(path: string, answers: number): Promise<[id: string, version: number][]> {
  const program = `
    const { openSqliteStore } = await import(${JSON.stringify(import.meta.resolve('./open-sqlite-store.ts'))})
    const store = await openSqliteStore({ path: ${JSON.stringify(path)} })
    for (;;) {
      const { translation } = await store.create(${JSON.stringify(REQUEST)})
      console.log(translation.id, 1)
      const { lease, translationId } = await store.claim('w', ['e'], 1000)
      console.log(translationId, 2)
      await store.complete(lease, { output: {} })
      console.log(translationId, 3)
    }`
  const fromSource = ['--conditions=video-translation-source', '--input-type=module']
  const child = spawn(process.execPath, [...fromSource, '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exit = once(child, 'exit')
  const heard: [string, number][] = []
  for await (const line of createInterface(child.stdout)) {
    const [id = '', version] = line.split(' ')
    heard.push([id, Number(version)])
    if (heard.length === answers) child.kill('SIGKILL')
  }
  await exit
  return heard
}
