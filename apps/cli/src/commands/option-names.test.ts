import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'video-translation-server'
import { expect, test } from 'vitest'
import { inOptionNames } from './option-names.ts'

test.each([
  ['--keep-audit', { auditMs: 0 }],
  ['--trust-proxy', { trustProxy: ['10.0.0.0/33'] }],
  ['--public-url', { publicUrl: 'ftp://a.example' }],
  ['--metrics-key', { metricsKey: 'short' }],
  ['--allowed-host', { allowedHosts: ['http://foo'] }],
  ['--cors', { corsOrigins: ['a.com'] }],
  ['--max-targets', { limits: { targets: 501 } }],
  ['--bucket', { fileStore: { bucket: 'no bucket' } }],
  ['--s3-endpoint', { fileStore: { bucket: 'videos', endpoint: 's3:9000' } }],
])('the message about a refused setting names the option %s', async (option, settings) => {
  const refused = await createServer({ dataDir: '/proc/none', ...settings }).catch((error: Error) => error)
  const told = inOptionNames((refused as Error).message)
  expect(told).toContain(option)
  expect(told).not.toContain(Object.keys(settings).at(-1))
})

test('the refusal to listen to anybody names the options and the command that make a key', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'open-'))
  const refused = await createServer({ dataDir, host: '0.0.0.0' }).catch((error: Error) => error)
  await rm(dataDir, { recursive: true })
  expect(inOptionNames((refused as Error).message)).toMatch(
    /Set --api-key, .*`video-translation keys create`/,
  )
})

test('a path that contains the name of a setting stays as it is', () => {
  expect(inOptionNames('/srv/dataDir is in use (dataDir).')).toBe('/srv/dataDir is in use (--data).')
})
