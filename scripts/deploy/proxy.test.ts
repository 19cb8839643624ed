// nginx really carries a stream and a large upload to a server, with the configuration of deploy/.
import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { VideoTranslationClient } from 'video-translation-client'
import { createServer, createSimulatedEngine } from 'video-translation-server'
import { quietPort } from '../../packages/client/test/support/quiet-port.ts'
import { unpackPackages } from '../debian-packages.ts'
import { readText } from './files.ts'

const KEY = 'ann-0123456789abcdef'
const NAME = 'translate.example.com'

test('a stream passes at once, an upload of any size too, and links have the public name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'proxy-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const server = await createServer({
    dataDir: join(folder, 'data'),
    engines: [createSimulatedEngine({ scenario: { durationMs: 300 } })],
    apiKeys: [{ name: 'ann', key: KEY }],
    publicUrl: `https://${NAME}`,
    trustProxy: 'loopback',
    logLevel: 'silent',
  })
  onTestFinished(() => server.close({ graceMs: 0 }))
  const url = await startNginx(folder, await server.listen())
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json', host: NAME }

  const response = await fetch(`${url}/v1/translations/stream`, {
    method: 'POST',
    headers,
    body: '{"filter":{}}',
  })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  expect((await reader?.read())?.value).toContain(': open')
  const client = new VideoTranslationClient(url, { apiKey: KEY })
  // Ten times the size that nginx allows by default.
  const source = new Blob([randomBytes(10 * 2 ** 20)], { type: 'video/mp4' })
  const created = await client.create({ source, name: 'talk.mp4', from: 'en', to: ['es'] })
  let text = ''
  while (!text.includes('"status":"completed"')) text += (await reader?.read())?.value ?? ''
  expect(text).toContain(created.id)
  await reader?.cancel()
  const done = await client.get(created.id)
  expect(done.targets[0]?.artifacts[0]?.url).toContain(`https://${NAME}/v1/`)
  expect((await fetch(`${url}/metrics`, { headers })).status).toBe(404)
  client.close()
})

/** Starts nginx with the configuration, on a free port without TLS, before the server. */
async function startNginx(folder: string, server: string): Promise<string> {
  const port = await quietPort()
  const root = await unpackPackages({ name: 'nginx', packages: ['nginx'] })
  const program = join(root, 'usr/sbin/nginx')
  await writeFile(join(folder, 'site.conf'), testable(readText('deploy/proxy/nginx.conf'), port, server))
  await writeFile(join(folder, 'nginx.conf'), wrapper(folder))
  const args = ['-p', folder, '-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')]
  execFileSync(program, [...args, '-t'], { stdio: 'pipe' })
  const nginx = spawn(program, args, { stdio: 'ignore' })
  onTestFinished(async () => {
    nginx.kill('SIGTERM')
    if (nginx.exitCode === null) await once(nginx, 'exit')
  })
  const url = `http://127.0.0.1:${port}`
  while (!(await fetch(`${url}/healthz`).catch(() => undefined))) await delay(50)
  return url
}

/** What differs from a real machine: the ports, and the certificate. */
function testable(site: string, port: number, server: string): string {
  const changed = site
    .replace('listen 443 ssl;', `listen 127.0.0.1:${port};`)
    .replaceAll(/^\s*ssl_certificate.*$/gm, '')
    .replace('127.0.0.1:8484', new URL(server).host)
  expect(changed).not.toContain('ssl')
  return changed
}

function wrapper(folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  )
  return `daemon off; user root; pid ${folder}/nginx.pid; events {} http { access_log off; ${temporary.join(' ')} include site.conf; }\n`
}
