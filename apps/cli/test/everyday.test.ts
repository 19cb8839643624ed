import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { standardWebhooks } from 'video-translation-client/webhooks'
import { expect, onTestFinished, test } from 'vitest'
import { createSandbox } from './cli.ts'

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const QUICK = ['--engine', 'simulated', '--from', 'en', '--to', 'es', '--option', 'durationMs=50']

test('a source comes from standard input, and open prints the page of the translation', async () => {
  await using sandbox = createSandbox({ VIDEO_TRANSLATION_CONFIG: 'config.json' })
  const { url } = await sandbox.serve()
  const config = { profiles: { local: { server: url } } }
  await writeFile(join(sandbox.folder, 'config.json'), JSON.stringify(config))
  const translating = sandbox.start('translate', '-', ...QUICK, '--profile', 'local', '--json')
  translating.process.stdin?.end('not a video, but the simulated engine accepts it')
  const { code, stdout } = await translating.ended
  expect(code).toBe(0)
  const { id, source, files } = JSON.parse(stdout) as {
    id: string
    source: object
    files: { path: string }[]
  }
  expect(source).toMatchObject({ name: 'stdin', bytes: 48 })
  expect(files.some(({ path }) => path.endsWith(join('stdin-translated', 'es.srt')))).toBe(true)
  const opened = await sandbox.run('open', id, '--no-open', '--profile', 'local')
  expect(opened).toMatchObject({ code: 0, stdout: `${url}/translations/${id}\n` })
})

test('trigger delivers a signed event, and reports a receiver that refuses it', async () => {
  const hooks = standardWebhooks(SECRET)
  const types: string[] = []
  const receiver = createServer(async (request, response) => {
    const event = await hooks
      .receive({ headers: request.headers, body: await buffer(request) })
      .catch(() => undefined)
    if (event) types.push(event.type)
    response.writeHead(event ? 204 : 400).end(event ? undefined : 'wrong signature')
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void receiver.close())
  await once(receiver, 'listening')
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`
  await using sandbox = createSandbox()
  const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`
  const good = await sandbox.run('trigger', 'completed', url, '--secret', SECRET)
  const bad = await sandbox.run('trigger', 'translation.error', url, '--secret', other)
  expect(good).toMatchObject({ code: 0, stdout: '204  delivered\n' })
  expect(bad).toMatchObject({ code: 1, stdout: expect.stringContaining('wrong signature') })
  expect(types).toEqual(['translation.completed'])
})

test('a command stops before it replaces a file, or lets in callers without a key', async () => {
  await using sandbox = createSandbox()
  const file = join(sandbox.folder, 'talk.mp4')
  await writeFile(file, 'a video')
  const spoken = await sandbox.run('preview', 'tr_1', 'Hola', '--to', 'es', '--out', file)
  const served = await sandbox.run('mcp', '--http', '--key', '')
  expect(spoken).toMatchObject({ code: 2, stderr: expect.stringContaining('exists already') })
  expect(served).toMatchObject({ code: 2, stderr: expect.stringContaining('is empty') })
  expect(await readFile(file, 'utf8')).toBe('a video')
})
