import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { commonVersion, publishOptions } from './release.ts'
import { copySite } from './tarballs.ts'

const ROOT = join(import.meta.dirname, '..')

interface Published {
  name: string
  'dist-tags': Record<string, string>
}

/** A registry on loopback that takes what is published. */
async function startRegistry() {
  const published: Published[] = []
  const server = createServer(async (request, response) => {
    if (request.method === 'PUT') published.push((await json(request)) as Published)
    response.writeHead(request.method === 'PUT' ? 201 : 404, { 'content-type': 'application/json' }).end('{}')
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return { published, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

test('a dry run packs, writes the bill of materials, and publishes nothing', async () => {
  const { published, url } = await startRegistry()
  // One package shows the way of all, which the test of a consumer packs.
  const script = `import { release } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'release.ts')))}
    const options = { dryRun: true, registry: process.argv[1], env: process.env }
    console.log(release(options, ['packages/client']).map(({ name }) => name).join())`
  const args = ['--input-type=module', '--eval', script, url]
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: ROOT })
  expect(stdout.trim().split('\n').at(-1)).toBe('video-translation-client')
  expect(stderr).toContain('with tag next and public access (dry-run)')
  expect(published).toEqual([])
  const bill = JSON.parse(readFileSync(join(ROOT, 'out/release/sbom.cdx.json'), 'utf8')) as {
    components: { name: string; licenses?: object[] }[]
  }
  const fastify = bill.components.find(({ name }) => name === 'fastify')
  expect(fastify?.licenses).toEqual([{ license: { id: 'MIT' } }])
  expect(bill.components.some(({ name }) => name === 'vitest')).toBe(false)
})

test('a release that failed in the middle goes on, and never over other files', async () => {
  const dist = { 'a@1.0.0': 'sha512-same', 'b@1.0.0': 'sha512-other' }
  const server = createServer((request, response) => {
    const name = request.url?.slice(1) ?? ''
    const integrity = dist[`${name}@1.0.0` as keyof typeof dist]
    const versions = {
      '1.0.0': { name, version: '1.0.0', dist: { integrity, tarball: 'http://127.0.0.1/x' } },
    }
    response.writeHead(integrity ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(integrity ? { name, 'dist-tags': { latest: '1.0.0' }, versions } : {}))
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const ask = async (name: string) => {
    const script = `import { isPublished } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'release.ts')))}
      const tarball = { name: process.argv[1], version: '1.0.0', integrity: 'sha512-same' }
      console.log(isPublished(tarball, { registry: process.argv[2], env: process.env }))`
    const args = ['--input-type=module', '--eval', script, name, registry]
    return (await promisify(execFile)(process.execPath, args, { cwd: ROOT })).stdout.trim()
  }
  const [same, other, missing] = await Promise.allSettled([ask('a'), ask('b'), ask('c')])
  expect([same, missing]).toMatchObject([{ value: 'true' }, { value: 'false' }])
  expect(other).toMatchObject({ reason: { stderr: expect.stringContaining('has another b 1.0.0') } })
})

test('a dashboard without its built page is not packed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'site-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'package.json'), '{"files":["dist","site"]}')
  expect(() => copySite(folder, join(folder, 'out'))).toThrow('site is missing')
  writeFileSync(join(folder, 'package.json'), '{"files":["dist"]}')
  copySite(folder, join(folder, 'out'))
})

test('release candidates get a tag of their own, and a CI proves where they come from', () => {
  const options = (version: string, env = {}) => publishOptions({ version, dryRun: false, env })
  expect(options('1.0.0-rc.1')).toEqual(['--access=public', '--tag=next'])
  expect(options('1.0.0', { ACTIONS_ID_TOKEN_REQUEST_URL: 'x' })).toEqual([
    '--access=public',
    '--tag=latest',
    '--provenance',
  ])
})

test('packages of different versions are not published', () => {
  const mixed = [
    { name: 'a', version: '1.0.0' },
    { name: 'b', version: '1.0.1' },
  ]
  expect(() => commonVersion(mixed)).toThrow('different versions: a 1.0.0, b 1.0.1')
})
