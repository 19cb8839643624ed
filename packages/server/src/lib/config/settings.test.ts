import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { ServerOptions } from './server-options.ts'
import { resolveSettings } from './settings.ts'

/** A list that the compiler keeps complete. Groups of options are documented by their members. */
const OPTIONS: Record<keyof ServerOptions, 'option' | 'group'> = {
  dataDir: 'option',
  fileStore: 'option',
  databaseUrl: 'option',
  role: 'option',
  host: 'option',
  port: 'option',
  apiKeys: 'option',
  storedKeys: 'option',
  metricsKey: 'option',
  engines: 'option',
  defaultEngine: 'option',
  publicUrl: 'option',
  allowedHosts: 'option',
  corsOrigins: 'option',
  trustProxy: 'option',
  retentionMs: 'option',
  auditMs: 'option',
  limits: 'group',
  timeouts: 'group',
  logger: 'option',
  logLevel: 'option',
  pipeline: 'option',
  worker: 'group',
  stream: 'group',
  statusFace: 'option',
  webhooks: 'group',
  allowPrivateSources: 'option',
  allowOldFfmpeg: 'option',
}

test('the README of the package documents every option of the server', async () => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8')
  const settings = resolveSettings({})
  const names = Object.entries(OPTIONS).flatMap(([name, kind]) =>
    kind === 'option' ? [name] : Object.keys(settings[name as 'limits']).map((member) => `${name}.${member}`),
  )
  expect(names.length).toBeGreaterThan(40)
  expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
})

test('a role that needs other servers is refused without a database that they share', () => {
  const databaseUrl = 'postgres://db.example.com/translations'
  const refused = (options: ServerOptions) => () => resolveSettings(options)
  expect(refused({ role: 'worker' })).toThrow(/role `worker`.*databaseUrl/)
  expect(refused({ role: 'api' })).toThrow(/role `api`.*databaseUrl/)
  expect(refused({ worker: { can: ['transcribe'] } })).toThrow(/worker\.can.*databaseUrl/)
  expect(refused({ role: 'api', databaseUrl, worker: { can: ['transcribe'] } })).toThrow(/worker\.can/)
  expect(refused({ role: 'worker', databaseUrl, worker: { enabled: false } })).toThrow(/enabled: false/)
  expect(resolveSettings({ role: 'worker', databaseUrl, host: '0.0.0.0' }).worker.enabled).toBe(true)
  expect(resolveSettings({ role: 'api', databaseUrl }).worker.enabled).toBe(false)
})
