import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import {
  create,
  engineOf,
  inProcess,
  postJson,
  startServer,
  TALK,
  temporaryFolder,
  untilFinal,
} from '../../../../test/support/test-server.ts'

it('reading a damaged row succeeds: the translation has failed, and the log has the cause', async () => {
  const lines: { err?: unknown }[] = []
  const log = (fields: { err?: unknown }) => void lines.push(fields)
  const methods = { info: log, warn: log, error: log, debug: log, trace: log, fatal: log, level: 'info' }
  const logger = { ...methods, silent() {}, child: () => logger } as never
  const dataDir = await temporaryFolder()
  const ask = inProcess(await startServer({ dataDir, logger }))
  const { id } = await create(ask)
  await untilFinal(ask, id)
  damage(join(dataDir, 'translations.db'), id)
  const answer = await ask(`/v1/translations/${id}`)
  expect([answer.status, await answer.json()]).toMatchObject([
    200,
    { status: 'error', error: { code: 'data_damaged' } },
  ])
  expect(lines.some(({ err }) => err instanceof SyntaxError)).toBe(true)
})

it('an internal error with a status of another server is a server error', async () => {
  const error = Object.assign(new Error('GET https://registry.example.com: 404'), { statusCode: 404 })
  const engine = engineOf({ check: () => Promise.reject(error), run: async () => ({}) })
  const answer = await inProcess(await startServer({ engines: [engine] }))('/v1/translations', postJson(TALK))
  expect([answer.status, await answer.json()]).toMatchObject([500, { code: 'internal' }])
})

function damage(path: string, id: string): void {
  const db = new Database(path)
  db.prepare('update tasks set artifacts = ? where translation_id = ?').run('[{', id)
  db.close()
}
