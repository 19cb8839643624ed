import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { VideoTranslationClient } from 'video-translation-client'
import { createPipelineEngine } from '../../src/lib/engines/pipeline/engine.ts'
import { createSimulatedEngine } from '../../src/lib/engines/simulated/engine.ts'
import { createServer } from '../../src/lib/server.ts'
import type { ServerOptions } from '../../src/lib/config/server-options.ts'
import { openSqliteStore } from '../../src/lib/store/sqlite/open-sqlite-store.ts'
import { temporaryFolder } from '../support/test-server.ts'
import { askWith } from './make-data.ts'
import { KEPT, unpackData } from './open-data.ts'
import { releasesWithData } from './place.ts'
import { releaseProviders, type ReleaseProviders } from './providers.ts'
import { readAll } from './read-all.ts'

const RELEASES = releasesWithData()

test('each release that the change log names has left a data folder', async () => {
  const log = await readFile(new URL('../../CHANGELOG.md', import.meta.url), 'utf8')
  const named = [...log.matchAll(/^## (\S+)$/gm)].map(([, version]) => version)
  expect(named.length).toBeGreaterThan(0)
  expect(RELEASES).toEqual(expect.arrayContaining(named))
})

describe.each(RELEASES)('the data of %s', (release) => {
  test('reads as the release read it', async () => {
    const { dataDir, keys, snapshot } = await unpackData(release, await temporaryFolder())
    const server = await open({ dataDir, worker: { enabled: false } }, releaseProviders())
    const now = await readAll(askWith(server, keys.app), askWith(server, keys.operator))
    expect(Object.keys(snapshot.translations).length).toBeGreaterThanOrEqual(7)
    expect(now).toMatchObject(snapshot)
    expect((await askWith(server, keys.revoked)('/v1/translations')).status).toBe(401)
  })

  test('gets the tables of a new database', async () => {
    const { dataDir } = await unpackData(release, await temporaryFolder())
    const [released, made] = [join(dataDir, 'translations.db'), join(dataDir, 'new.db')]
    for (const path of [released, made]) await (await openSqliteStore({ path })).close()
    expect(shapeOf(released)).toEqual(shapeOf(made))
  })

  test('goes on working: what waited, what was cut off, what was edited, what waits for a person', async () => {
    const { dataDir, keys } = await unpackData(release, await temporaryFolder())
    const providers = releaseProviders()
    const server = await open({ dataDir }, providers)
    await using client = new VideoTranslationClient(server.url, { fetch: server.fetch, apiKey: keys.app })
    const ids = new Map<string, string>()
    for await (const { id, reference = '' } of client.list()) ids.set(reference, id)
    const idOf = (reference: string) => ids.get(reference) ?? ''

    await client.apply(idOf('corrected'))
    await client.approve(idOf('reviewed'), { stage: 'translation' })
    const ended = await client.waitMany(['corrected', 'reviewed', 'interrupted', 'waiting'].map(idOf))
    expect(ended.map(({ result }) => result)).toEqual(Array.from({ length: 4 }, () => 'completed'))
    // Only the translation that had not begun was listened to.
    expect(providers.heard()).toBe(1)
    const subtitles = await client.download(idOf('corrected'), 'es.srt')
    expect(await subtitles.text()).toMatch(/Corregida\.[^]*Corregida, sin aplicar\./)
    const retried = await client.retry(idOf('failed'))
    expect((await client.wait(retried.id, { settle: true })).result).toBe('error')
  })
})

/** The columns, references and indexes of all tables. */
function shapeOf(path: string): string[] {
  const database = new Database(path, { readonly: true })
  const ask = (part: string) =>
    database.prepare(`select m.name as "table", ${part} where m.type = 'table'`).all() as object[]
  const rows = [
    ...ask(
      'c.name, c.type, c."notnull", c.dflt_value, c.pk from sqlite_schema m, pragma_table_info(m.name) c',
    ),
    ...ask(
      'f."from", f."table" as parent, f."to", f.on_delete from sqlite_schema m, pragma_foreign_key_list(m.name) f',
    ),
    ...ask(`i."unique", i.origin, iif(i.origin = 'c', i.name, '') as name,
      replace(replace(replace(substr(s.sql, instr(s.sql, 'where')), '"', ''), '(', ''), ')', '') as condition,
      (select group_concat(name || iif("desc", ' desc', '')) from pragma_index_xinfo(i.name) where key) as columns
      from sqlite_schema m, pragma_index_list(m.name) i left join sqlite_schema s on s.name = i.name and i.partial`),
  ]
  database.close()
  return rows.map((row) => JSON.stringify(row)).toSorted()
}

async function open(options: ServerOptions, providers: ReleaseProviders) {
  const { transcribers, translators, synthesizers } = providers
  const pipeline = createPipelineEngine({ transcribers, translators, synthesizers, concurrency: 2 })
  const engines = [pipeline, createSimulatedEngine()]
  const server = await createServer({
    logLevel: 'silent',
    engines,
    ...KEPT,
    ...options,
  })
  onTestFinished(() => server.close({ graceMs: 0 }))
  return server
}
