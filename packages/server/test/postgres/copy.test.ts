import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { copyDatabase } from '../../src/lib/copy-database.ts'
import { openPostgresStore } from '../../src/lib/store/postgres/open-postgres-store.ts'
import { openSqliteStore } from '../../src/lib/store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../src/lib/store/store.ts'
import { askWith } from '../releases/make-data.ts'
import { KEPT, unpackData } from '../releases/open-data.ts'
import { releasesWithData } from '../releases/place.ts'
import { readAll } from '../releases/read-all.ts'
import { OLD_STATUSES, writeOldData } from '../support/old-data/old-data.ts'
import { type Cluster, startCluster } from '../support/postgres.ts'
import { inProcess, startServer, temporaryFolder, untilFinal } from '../support/test-server.ts'

let cluster: Cluster

beforeAll(async () => {
  cluster = await startCluster()
})
afterAll(() => cluster.stop())

const oldData = async () => await writeOldData(join(await temporaryFolder(), 'data'))

/** What a user may see of all translations. */
async function contentOf(store: Store) {
  const { items } = await store.list({ limit: 100 })
  return await Promise.all(
    items.map(async (item) => [item, await store.events(item.id), await store.outbox.log(item.id)]),
  )
}

it('the data of an older version moves to PostgreSQL row by row, and all goes on there', async () => {
  const dataDir = await oldData()
  const databaseUrl = await cluster.createDatabase('moved')
  const tables = await copyDatabase(dataDir, databaseUrl)
  const rowsOf = Object.fromEntries(tables.map(({ table, rows }) => [table, rows]))
  expect(rowsOf).toMatchObject({ translations: 5, tasks: 15, webhook_messages: 1, webhook_attempts: 1 })
  const before = await openSqliteStore({ path: join(dataDir, 'translations.db') })
  const after = await openPostgresStore({ url: databaseUrl })
  expect(await contentOf(after)).toEqual(await contentOf(before))
  expect(await after.sharedSecret('another')).toBe('a'.repeat(43))
  await before.close()
  await after.close()

  const ask = inProcess(await startServer({ dataDir, databaseUrl }))
  const { items } = (await (await ask('/v1/translations')).json()) as {
    items: { id: string; status: string }[]
  }
  expect(items.map(({ status }) => status).sort()).toEqual(OLD_STATUSES)
  const [running] = items.filter(({ status }) => status === 'running')
  await ask(`/v1/translations/${running?.id}/cancel`, { method: 'POST' })
  expect((await untilFinal(ask, running?.id ?? '')).status).toBe('canceled')
})

it.each(releasesWithData())(
  'the data of %s moves to PostgreSQL, and reads as the release read it',
  async (release) => {
    const { dataDir, keys, snapshot } = await unpackData(release, await temporaryFolder())
    const databaseUrl = await cluster.createDatabase(`released_${release.replaceAll(/\W/g, '_')}`)
    await copyDatabase(dataDir, databaseUrl)
    const server = await startServer({ dataDir, databaseUrl, worker: { enabled: false }, ...KEPT })
    expect(await readAll(askWith(server, keys.app), askWith(server, keys.operator))).toMatchObject(snapshot)
  },
)

it('a database that is not empty is refused, and stays as it is', async () => {
  const dataDir = await oldData()
  const databaseUrl = await cluster.createDatabase('used')
  await copyDatabase(dataDir, databaseUrl)
  await expect(copyDatabase(dataDir, databaseUrl)).rejects.toMatchObject({
    code: 'database_not_empty',
    message: expect.stringMatching(/is not empty: its table \w+ has rows\. Create another/) as string,
  })
})

it('a row that PostgreSQL cannot hold ends the copy with its name, and nothing of the copy is kept', async () => {
  const dataDir = await oldData()
  const databaseUrl = await cluster.createDatabase('broken')
  const database = new Database(join(dataDir, 'translations.db'))
  database.exec(`update tasks set progress = 'half' where position = 1`)
  database.close()
  await expect(copyDatabase(dataDir, databaseUrl)).rejects.toThrow(
    /The rows of tasks from task_\S+ on do not fit into PostgreSQL: .*half.*Nothing was copied/,
  )
  const store = await openPostgresStore({ url: databaseUrl })
  expect((await store.list({ limit: 10 })).items).toEqual([])
  await store.close()
})

it('text that PostgreSQL cannot hold is copied without the characters that it refuses', async () => {
  const dataDir = await oldData()
  const databaseUrl = await cluster.createDatabase('nul')
  const database = new Database(join(dataDir, 'translations.db'))
  database.exec(`update translations set reference = 'a' || char(0) || 'b'`)
  database.close()
  await copyDatabase(dataDir, databaseUrl)
  const store = await openPostgresStore({ url: databaseUrl })
  expect((await store.list({ limit: 1 })).items[0]?.reference).toBe('ab')
  await store.close()
})

it('a data folder in use, or without a database, is refused', async () => {
  const url = await cluster.createDatabase('unused')
  const { dataDir } = await startServer()
  await expect(copyDatabase(dataDir, url)).rejects.toMatchObject({ code: 'data_folder_in_use' })
  await expect(copyDatabase(await temporaryFolder(), url)).rejects.toThrow('There is no database in')
})
