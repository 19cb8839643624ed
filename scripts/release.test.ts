import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { commonVersion, publishOptions } from './release.ts'

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
