import { spawnSync } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDesk, MAIN } from './cli.ts'

const QUICK = ['--engine', 'simulated', '--from', 'en', '--to', 'es', '--option', 'durationMs=100']

test('a translation is created, waited for, listed, downloaded and deleted, each by its own command', async () => {
  await using desk = createDesk()
  await desk.serve()
  const id = (await desk.run('create', desk.video, ...QUICK, '--reference', 'order 7')).stdout.trim()
  expect(id).toMatch(/^tr_[\w-]+$/)
  expect(await desk.run('wait', id, '--timeout', '30s')).toMatchObject({ code: 0 })
  expect((await desk.run('status', id)).stdout).toMatch(new RegExp(`^${id} {2}completed`))
  expect((await desk.run('list', '--reference', 'order 7')).stdout).toContain(id)
  expect((await desk.run('list', '--status', 'error')).stdout).toBe('No translations.\n')
  expect(await desk.run('download', id, 'es.srt', '--out', 'one')).toMatchObject({ code: 0 })
  expect(await readdir(join(desk.folder, 'one'))).toEqual(['es.srt'])
  expect(await desk.run('download', id, 'es.srt', '--out', 'one')).toMatchObject({ code: 2 })
  expect(await desk.run('download', id, 'fr.mp4')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('es.srt'),
  })
  expect(await desk.run('delete', id)).toMatchObject({ code: 0 })
  expect(await desk.run('delete', id)).toMatchObject({ code: 0 })
  expect(await desk.run('status', id)).toMatchObject({ code: 2 })
})

test('several translations are waited for at once, and each tells its own end', async () => {
  await using desk = createDesk()
  await desk.serve()
  const good = (await desk.run('create', desk.video, ...QUICK)).stdout.trim()
  const bad = (await desk.run('create', desk.video, ...QUICK, '--option', 'outcome=error')).stdout.trim()
  const { code, stdout } = await desk.run('wait', good, bad, '--json', '--timeout', '30s')
  expect(code).toBe(3)
  expect(JSON.parse(stdout)).toMatchObject([
    { id: good, result: 'completed' },
    { id: bad, result: 'error', error: { code: 'simulated_failure' } },
  ])
})

test('what one command saw of how long it takes, the next one knows', async () => {
  await using desk = createDesk()
  await desk.serve()
  for (const name of ['first', 'second']) {
    const id = (await desk.run('create', desk.video, ...QUICK, '--reference', name)).stdout.trim()
    expect(await desk.run('wait', id, '--timeout', '30s')).toMatchObject({ code: 0 })
  }
  const [file = ''] = await readdir(join(desk.folder, 'data', '.history'))
  const { kinds } = JSON.parse(await readFile(join(desk.folder, 'data', '.history', file), 'utf8')) as {
    kinds: object
  }
  expect(kinds).toMatchObject({ 'simulated 1': [{ outcome: 'finished' }, { outcome: 'finished' }] })
})

test('a translation is only started where that is asked for', async () => {
  await using desk = createDesk()
  await desk.serve()
  const { code, stdout, stderr } = await desk.run('translate', desk.video, ...QUICK, '--detach')
  expect(code).toBe(0)
  expect(stderr).toContain(`video-translation wait ${stdout.trim()}`)
})

test('the local commands find a server that wants a key by themselves; others are turned away', async () => {
  await using desk = createDesk()
  const server = await desk.serve('--api-key', 'alice:a-long-enough-secret')
  expect(await desk.run('list')).toMatchObject({ code: 0 })
  expect(await desk.run('list', '--server', server.url)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--api-key'),
  })
  expect(await desk.run('list', '--server', server.url, '--api-key', 'a-long-enough-secret')).toMatchObject({
    code: 0,
  })
})

test('a second server on the same data folder is refused', async () => {
  await using desk = createDesk()
  await desk.serve()
  const { code, stderr } = await desk.run('serve', '--port', '0')
  expect(code).toBe(2)
  expect(stderr).toContain('data')
})

test('a server is not opened to the network without a key', async () => {
  await using desk = createDesk()
  expect(await desk.run('serve', '--host', '0.0.0.0', '--port', '0')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/api.?key/i),
  })
})

test('a server obeys its limits, tells its metrics to their key alone, and answers to the host it is given', async () => {
  await using desk = createDesk()
  const options = ['--max-upload', '1kB', '--max-targets', '1', '--metrics-key', 'the-key-of-the-metrics']
  const server = await desk.serve(
    '--api-key',
    'alice:a-long-enough-secret',
    '--allowed-host',
    'a.example',
    ...options,
  )
  const status = async (path: string, key: string, init: RequestInit = {}) =>
    (
      await fetch(`${server.url}${path}`, {
        ...init,
        headers: { ...init.headers, authorization: `Bearer ${key}` },
      })
    ).status
  const tus = { 'tus-resumable': '1.0.0', 'upload-length': '1001' }
  expect([
    await status('/metrics', 'the-key-of-the-metrics'),
    await status('/metrics', 'a-long-enough-secret'),
    await status('/v1/uploads', 'a-long-enough-secret', { method: 'POST', headers: tus }),
  ]).toEqual([200, 403, 413])
})

test('a proxy that is no address is refused before the server starts', async () => {
  await using desk = createDesk()
  expect(await desk.run('serve', '--port', '0', '--trust-proxy', '10.0.0.0/8,my-proxy')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('my-proxy'),
  })
})

test('server logs are JSON lines on standard error, and standard output has the address alone', async () => {
  await using desk = createDesk()
  const server = await desk.serve('--quiet')
  await desk.run('list')
  server.process.kill('SIGTERM')
  const { stdout, stderr } = await server.ended
  expect(stdout).toBe(`${server.url}\n`)
  for (const line of stderr.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('level')
})

test('what is installed and what is missing is told, with its cure', async () => {
  await using desk = createDesk({ VIDEO_TRANSLATION_MODELS: '/nonexistent' })
  const { code, stdout } = await desk.run('doctor')
  expect(code).toBe(1)
  expect(stdout).toContain('video-translation models pull kokoro')
  const checks = JSON.parse((await desk.run('doctor', '--json')).stdout) as { name: string; ok: boolean }[]
  expect(checks.find(({ name }) => name === 'Node.js')).toMatchObject({ ok: true })
})

test('packs are listed with their licence', async () => {
  await using desk = createDesk()
  expect((await desk.run('models', 'list')).stdout).toMatch(/kokoro .*Apache-2\.0/)
  expect(await desk.run('models', 'pull', 'no-such-pack')).toMatchObject({ code: 2 })
})

test('missing model files are not downloaded without a word', async () => {
  await using desk = createDesk({ VIDEO_TRANSLATION_MODELS: '/nonexistent' })
  const { code, stderr } = await desk.run('translate', desk.video, '--from', 'en', '--to', 'es')
  expect(code).toBe(2)
  expect(stderr).toContain('video-translation models pull')
})

test('help tells the commands, and every exit code', async () => {
  await using desk = createDesk()
  const { code, stdout } = await desk.run('--help')
  expect(code).toBe(0)
  for (const word of ['translate', 'serve', 'doctor', '130  Interrupted']) expect(stdout).toContain(word)
  expect((await desk.run('translate', '--help')).stdout).toContain('4  Timed out')
})

test('an older Node is told what is needed, before anything is loaded', () => {
  const older =
    "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.19.0'}})"
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--conditions=video-translation-source', '--import', older, MAIN, '--help'],
    {
      encoding: 'utf8',
    },
  )
  expect(status).toBe(2)
  expect(stderr).toMatch(/needs Node.js 22.12 or newer, and this is 20.19.0/)
})

test.each([
  ['serve', ['serve', '--port', '0', '--host', '0.0.0.0'], /Set --api-key, or listen/],
  ['serve', ['serve', '--port', '0', '--allowed-host', 'http://foo'], /--allowed-host has/],
  ['serve', ['serve', '--port', '0', '--cors', 'a.com'], /--cors has/],
  ['list', ['list', '--server', 'http://user:pw@127.0.0.1:1'], /user name or a password[^]*--api-key/],
])('%s names its options where it refuses them', async (_, args, said) => {
  await using desk = createDesk()
  const { code, stderr } = await desk.run(...args)
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(said) })
  expect(stderr).not.toMatch(/apiKey|allowedHosts|corsOrigins|pw@/)
})

test('a wrong path in the address of the server is named as the cause', async () => {
  await using desk = createDesk()
  const { url } = await desk.serve()
  const { code, stderr } = await desk.run('list', '--server', `${url}/foo`)
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/fix: +Check --server/) })
})
