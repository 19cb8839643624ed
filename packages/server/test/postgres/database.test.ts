import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { diagnose } from '../../src/lib/doctor/diagnose.ts'
import { inspectDatabase } from '../../src/lib/store/postgres/inspect-database.ts'
import { openPostgresStore } from '../../src/lib/store/postgres/open-postgres-store.ts'
import type { Store } from '../../src/lib/store/store.ts'
import { type Cluster, startCluster } from '../support/postgres.ts'

const REQUEST = {
  owner: 'ann',
  engine: 'e',
  source: { url: 'https://host/a.mp4' },
  to: ['es'],
  options: {},
  maxAttempts: 3,
}

let cluster: Cluster

beforeAll(async () => {
  cluster = await startCluster()
})
afterAll(() => cluster.stop())

describe('a database that cannot be used is refused with its cause and what to do', () => {
  const open = (url: string) => openPostgresStore({ url })

  it('when no server answers', async () => {
    const url = 'postgres://ann:secret@127.0.0.1:1/translations'
    await expect(inspectDatabase(url)).rejects.toMatchObject({
      code: 'database_unreachable',
      message: expect.stringMatching(
        /ann@127.0.0.1:1\/translations does not answer \(ECONNREFUSED\)\. Start/,
      ) as string,
    })
    await expect(inspectDatabase(url)).rejects.not.toThrow(/secret/)
  })

  it('when it does not exist', async () => {
    const url = cluster.url.replace(/postgres$/, 'nowhere')
    await expect(open(url)).rejects.toMatchObject({
      code: 'database_missing',
      message: expect.stringMatching(/does not exist\. Create it/) as string,
    })
  })

  it('when the password is wrong', async () => {
    await cluster.run(`create role walter login password 'right'`)
    await cluster.askForPassword('walter')
    const url = cluster.url.replace('postgres@', 'walter:wrong@')
    await expect(open(url)).rejects.toMatchObject({
      code: 'database_refused',
      message: expect.stringMatching(/walter@.* refuses the user or the password\. Correct them/) as string,
    })
  })

  it('when its user may not create tables', async () => {
    await cluster.run('create role reader login')
    const url = (await cluster.createDatabase('readable')).replace('postgres@', 'reader@')
    await expect(open(url)).rejects.toMatchObject({ code: 'database_refused' })
  })

  it('when its encoding is not UTF-8, or its locale knows only ASCII', async () => {
    const latin = await cluster.createDatabase('latin', `encoding 'LATIN1' locale 'C' template template0`)
    await expect(open(latin)).rejects.toMatchObject({
      code: 'database_unsuitable',
      message: expect.stringMatching(
        /its encoding is LATIN1\. Create another one: create database/,
      ) as string,
    })
    const ascii = await cluster.createDatabase('ascii', `encoding 'UTF8' locale 'C' template template0`)
    await expect(open(ascii)).rejects.toMatchObject({
      code: 'database_unsuitable',
      message: expect.stringMatching(/knows only ASCII.*C\.UTF-8/) as string,
    })
  })

  it('when no schema of its search path exists', async () => {
    const url = `${await cluster.createDatabase('bare')}?options=-csearch_path%3Dmissing`
    await expect(open(url)).rejects.toMatchObject({ message: expect.stringMatching(/no schema/) as string })
  })

  it('and the doctor says the same', async () => {
    const checks = await diagnose({ databaseUrl: cluster.url.replace(/postgres$/, 'nowhere') })
    expect(checks.find(({ name }) => name === 'database')).toMatchObject({
      ok: false,
      found: expect.stringMatching(/does not exist/) as string,
      fix: expect.stringMatching(/create database/) as string,
    })
    const [sound] = (await diagnose({ databaseUrl: cluster.url })).filter(({ name }) => name === 'database')
    expect(sound).toMatchObject({ ok: true, found: expect.stringMatching(/^PostgreSQL \d+/) as string })
  })
})

describe('the tables', () => {
  it('are created once by nodes that start at the same time', async () => {
    const url = await cluster.createDatabase('race')
    const stores = await Promise.all(Array.from({ length: 4 }, () => openPostgresStore({ url })))
    await create(stores[0] as Store)
    for (const store of stores) expect((await store.list({ limit: 5 })).items).toHaveLength(1)
    for (const store of stores) await store.close()
  })

  it('of two schemas in one database do not mix', async () => {
    const url = await cluster.createDatabase('halves')
    await cluster.run('create schema one; create schema other', url)
    const [one, other] = await Promise.all(
      ['one', 'other'].map((schema) =>
        openPostgresStore({ url: `${url}?options=-csearch_path%3D${schema}` }),
      ),
    )
    await create(one as Store)
    expect((await one?.list({ limit: 5 }))?.items).toHaveLength(1)
    expect((await other?.list({ limit: 5 }))?.items).toHaveLength(0)
    await one?.close()
    await other?.close()
  })

  it('of a newer version serve this one as long as the database says so', async () => {
    const url = await cluster.createDatabase('newer')
    await (await openPostgresStore({ url })).close()
    await cluster.run(
      `insert into kysely_migration values ('999_flying', now()); alter table translations add column wings text`,
      url,
    )
    const store = await openPostgresStore({ url })
    const id = await create(store)
    expect(await store.get(id)).toMatchObject({ status: 'pending' })
    await store.close()
    await cluster.run(`update compatibility set oldest_migration = '999_flying'`, url)
    await expect(openPostgresStore({ url })).rejects.toMatchObject({
      code: 'database_newer',
      message: expect.stringMatching(/newer version.*999_flying.*Install that version/) as string,
    })
  })

  it('may change while a node runs', async () => {
    const url = await cluster.createDatabase('changing')
    const store = await openPostgresStore({ url })
    const id = await create(store)
    for (let count = 0; count < 3; count++) await store.get(id)
    await cluster.run('alter table translations add column wings text', url)
    expect(await store.get(id)).toMatchObject({ id })
    expect(await store.cancel(id)).toMatchObject({ status: 'canceled' })
    await store.close()
  })
})

describe('a long list', () => {
  it('of 70,000 ids is read, though a statement has fewer parameters', async () => {
    const store = await openPostgresStore({ url: await cluster.createDatabase('long') })
    const id = await create(store)
    const ids = [...Array.from({ length: 70_000 }, (_, index) => `tr_${index}`), id]
    expect((await store.getMany(ids)).map((each) => each.id)).toEqual([id])
    expect([...(await store.versions(ids))]).toEqual([[id, 1]])
    await store.close()
  })

  it('of 3,500 languages is created', async () => {
    const store = await openPostgresStore({ url: await cluster.createDatabase('babel') })
    const to = Array.from({ length: 3_500 }, (_, index) => `x-${index}`)
    const id = await create(store, { to })
    expect((await store.get(id))?.targetTasks).toHaveLength(3_500)
    await store.close()
  })
})

async function create(store: Store, changes: object = {}): Promise<string> {
  const created = await store.create({ ...REQUEST, ...changes })
  if (typeof created === 'string') throw new Error(created)
  return created.translation.id
}
