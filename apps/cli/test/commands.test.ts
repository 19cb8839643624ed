import { spawnSync } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CuePage } from 'video-translation-client'
import { createSandbox, MAIN, type Sandbox } from './cli.ts'

const QUICK = ['--engine', 'simulated', '--from', 'en', '--to', 'es', '--option', 'durationMs=100']

describe('with one server', () => {
  let sandbox: Sandbox
  let url: string

  beforeAll(async () => {
    sandbox = createSandbox()
    ;({ url } = await sandbox.serve())
  })
  afterAll(() => sandbox[Symbol.asyncDispose]())

  test('commands create, await, list, download and delete a translation', async () => {
    const id = (await sandbox.run('create', sandbox.video, ...QUICK, '--reference', 'order 7')).stdout.trim()
    expect(id).toMatch(/^tr_[\w-]+$/)
    expect(await sandbox.run('wait', id, '--timeout', '5m')).toMatchObject({ code: 0 })
    expect((await sandbox.run('status', id)).stdout).toMatch(new RegExp(`^${id} {2}completed`))
    expect((await sandbox.run('list', '--reference', 'order 7')).stdout).toContain(id)
    expect((await sandbox.run('list', '--status', 'error')).stdout).toBe('No translations.\n')
    expect(await sandbox.run('download', id, 'es.srt', '--out', 'one')).toMatchObject({ code: 0 })
    expect(await readdir(join(sandbox.folder, 'one'))).toEqual(['es.srt'])
    expect(await sandbox.run('download', id, 'es.srt', '--out', 'one')).toMatchObject({ code: 2 })
    expect(await sandbox.run('download', id, 'fr.mp4')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('es.srt'),
    })
    expect((await sandbox.run('workers')).stdout).toMatch(/alive +0 running .*\bsimulated\b/)
    const matching = ['--reference', 'order 7', '--to', 'es']
    expect(await sandbox.run('delete', ...matching)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('This would delete 1 translation. Nothing was done.\nfix:   Add --yes'),
    })
    expect(await sandbox.run('delete', id, ...matching)).toMatchObject({ code: 2 })
    expect(await sandbox.run('delete')).toMatchObject({ code: 2 })
    const nothing = { code: 0, stdout: '0 deleted\n' }
    expect(await sandbox.run('delete', ...matching, '--older-than', '1h', '--yes')).toMatchObject(nothing)
    expect(await sandbox.run('cancel', ...matching)).toMatchObject({ code: 0, stdout: '0 canceled\n' })
    expect(await sandbox.run('retry', '--status', 'completed')).toMatchObject({
      code: 0,
      stdout: '0 tried again\n',
    })
    const many = await sandbox.run('delete', ...matching, '--yes', '--json')
    expect(JSON.parse(many.stdout)).toEqual({ changed: 1, unchanged: 0, failed: [] })
    expect(await sandbox.run('delete', id)).toMatchObject({ code: 0 })
    expect(await sandbox.run('status', id)).toMatchObject({ code: 2 })
  })

  test('three lines corrected in a text editor are in the results again with one command', async () => {
    const id = (await sandbox.run('create', sandbox.video, ...QUICK)).stdout.trim()
    await sandbox.run('wait', id, '--timeout', '5m')
    const { stdout: srt } = await sandbox.run('cues', id, '--to', 'es')
    expect(srt).toContain('00:00:03,500 --> 00:00:06,500\n[es] There are several lines')
    const corrected = srt
      .replace('[es] There are several lines', 'Hay varias líneas')
      .replace('[es] Some lines follow', 'Algunas siguen')
      .replace('[es] This is the last line.', 'Esta es la última.')
    const file = join(sandbox.folder, 'es.srt')
    await writeFile(file, corrected)
    const applied = await sandbox.run(
      'cues',
      id,
      '--to',
      'es',
      '--apply',
      file,
      '--out',
      'new',
      '--timeout',
      '5m',
    )
    expect(applied).toMatchObject({ code: 0, stdout: expect.stringContaining('3 changes made.') })
    expect(await readdir(join(sandbox.folder, 'new'))).toEqual(['es.mp4', 'es.srt'])
    const again = await sandbox.run('cues', id, '--to', 'es', '--format', 'json', '--json')
    const { revision, items } = JSON.parse(again.stdout) as CuePage
    expect(items.filter(({ targets }) => targets['es']?.author === 'person')).toHaveLength(3)
    expect((await sandbox.run('cues', id, '--to', 'es', '--apply', file)).stdout).toContain('changes nothing')

    const forgot = await sandbox.run('cues', id, '--apply', file)
    expect(forgot).toMatchObject({ code: 2, stderr: expect.stringContaining('fix:   Use --to es.') })
    const misplaced = await sandbox.run('cues', id, '--to', 'es', '--out', 'lines')
    expect(misplaced).toMatchObject({ code: 2, stderr: expect.stringContaining('--to es > lines.srt') })

    await writeFile(file, `${corrected}\n7\n00:50:00,000 --> 00:50:01,000\nNada.\n`)
    const unclear = await sandbox.run('cues', id, '--to', 'es', '--apply', file)
    expect(unclear).toMatchObject({ code: 2, stderr: expect.stringContaining('line 7 ("Nada.")') })
    const after = await sandbox.run('cues', id, '--to', 'es', '--json')
    expect(JSON.parse(after.stdout)).toMatchObject({ revision })
  })

  test('a file of Windows is applied to one target and saved, though another one had failed', async () => {
    const fails = 'targets={"fr":{"outcome":"error"}}'
    const several = [...QUICK, '--to', 'fr,de', '--option', fails]
    const id = (await sandbox.run('create', sandbox.video, ...several)).stdout.trim()
    expect(await sandbox.run('wait', id, '--timeout', '5m')).toMatchObject({ code: 3 })
    const { stdout: before } = await sandbox.run('cues', id, '--to', 'es', '--format', 'json', '--json')
    const page = JSON.parse(before) as CuePage
    const [cue] = page.items
    const line = {
      ...cue,
      text: 'Said anew.',
      targets: { es: { ...cue?.targets['es'], text: 'Ma\u00f1ana' } },
    }
    const file = join(sandbox.folder, 'es.json')
    await writeFile(file, Buffer.from(JSON.stringify({ ...page, items: [line] }), 'latin1'))
    const applied = await sandbox.run('cues', id, '--to', 'es', '--apply', file, '--out', 'anew')
    expect(applied).toMatchObject({ code: 3, stderr: expect.stringContaining('fr') })
    expect(await readdir(join(sandbox.folder, 'anew'))).toEqual(['es.mp4', 'es.srt'])
    const { items } = JSON.parse((await sandbox.run('cues', id, '--json')).stdout) as CuePage
    const [es, de] = [items[0]?.targets['es'], items[0]?.targets['de']]
    expect([es?.text, es?.state, de?.state]).toEqual(['Ma\u00f1ana', 'current', 'stale'])
  })

  test('wait takes several translations and prints the end of each', async () => {
    const good = (await sandbox.run('create', sandbox.video, ...QUICK)).stdout.trim()
    const bad = (
      await sandbox.run('create', sandbox.video, ...QUICK, '--option', 'outcome=error')
    ).stdout.trim()
    const { code, stdout } = await sandbox.run('wait', good, bad, '--json', '--timeout', '5m')
    expect(code).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject([
      { id: good, result: 'completed' },
      { id: bad, result: 'error', error: { code: 'simulated_failure' } },
    ])
  })

  test('translate --detach only starts the translation', async () => {
    const { code, stdout, stderr } = await sandbox.run('translate', sandbox.video, ...QUICK, '--detach')
    expect(code).toBe(0)
    expect(stderr).toContain(`video-translation wait ${stdout.trim()}`)
  })

  test('a wrong path in the address of the server is named as the cause', async () => {
    const { code, stderr } = await sandbox.run('list', '--server', `${url}/foo`)
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/fix: +Check --server/) })
  })
})

test('commands share the history of how long translations take', async () => {
  await using sandbox = createSandbox()
  await sandbox.serve()
  for (const name of ['first', 'second']) {
    const id = (await sandbox.run('create', sandbox.video, ...QUICK, '--reference', name)).stdout.trim()
    // Each command is a process of its own, as a user's are.
    expect(await sandbox.start('wait', id, '--timeout', '5m').ended).toMatchObject({ code: 0 })
  }
  const [file = ''] = await readdir(join(sandbox.folder, 'data', '.history'))
  const { kinds } = JSON.parse(await readFile(join(sandbox.folder, 'data', '.history', file), 'utf8')) as {
    kinds: object
  }
  expect(kinds).toMatchObject({ 'simulated 1': [{ outcome: 'finished' }, { outcome: 'finished' }] })
})

test('local commands find the key of a server by themselves; remote ones need it', async () => {
  await using sandbox = createSandbox()
  const server = await sandbox.serve('--api-key', 'alice:a-long-enough-secret')
  expect(await sandbox.run('list')).toMatchObject({ code: 0 })
  expect(await sandbox.run('list', '--server', server.url)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--api-key'),
  })
  expect(
    await sandbox.run('list', '--server', server.url, '--api-key', 'a-long-enough-secret'),
  ).toMatchObject({
    code: 0,
  })
})

test('a second server on the same data folder is refused', async () => {
  await using sandbox = createSandbox()
  await sandbox.serve()
  const { code, stderr } = await sandbox.run('serve', '--port', '0')
  expect(code).toBe(2)
  expect(stderr).toContain('data')
})

test('a server does not listen on the network without an API key', async () => {
  await using sandbox = createSandbox()
  expect(await sandbox.run('serve', '--host', '0.0.0.0', '--port', '0')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/api.?key/i),
  })
})

test('serve applies its limits, and shows its metrics only for their key', async () => {
  await using sandbox = createSandbox()
  const options = ['--max-upload', '1kB', '--max-targets', '1', '--metrics-key', 'the-key-of-the-metrics']
  const server = await sandbox.serve(
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

test('a proxy that is not an address is refused before the server starts', async () => {
  await using sandbox = createSandbox()
  expect(await sandbox.run('serve', '--port', '0', '--trust-proxy', '10.0.0.0/8,my-proxy')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('my-proxy'),
  })
})

test('serve logs JSON lines on standard error and prints only its address on standard output', async () => {
  await using sandbox = createSandbox()
  const server = await sandbox.serve('--quiet')
  await sandbox.run('list')
  server.process.kill('SIGTERM')
  const { stdout, stderr } = await server.ended
  expect(stdout).toBe(`${server.url}\n`)
  for (const line of stderr.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('level')
})

test('doctor lists what is installed and what is missing, with a fix', async () => {
  await using sandbox = createSandbox({ VIDEO_TRANSLATION_MODELS: '/nonexistent' })
  const { code, stdout } = await sandbox.run('doctor')
  expect(code).toBe(1)
  expect(stdout).toContain('video-translation models pull kokoro')
  const checks = JSON.parse((await sandbox.run('doctor', '--json')).stdout) as { name: string; ok: boolean }[]
  expect(checks.find(({ name }) => name === 'Node.js')).toMatchObject({ ok: true })
})

test('models list shows the licence of each pack', async () => {
  await using sandbox = createSandbox()
  expect((await sandbox.run('models', 'list')).stdout).toMatch(/kokoro .*Apache-2\.0/)
  expect(await sandbox.run('models', 'pull', 'no-such-pack')).toMatchObject({ code: 2 })
})

test('translate does not download missing packs without consent', async () => {
  await using sandbox = createSandbox({ VIDEO_TRANSLATION_MODELS: '/nonexistent' })
  const { code, stderr } = await sandbox.run('translate', sandbox.video, '--from', 'en', '--to', 'es')
  expect(code).toBe(2)
  expect(stderr).toContain('video-translation models pull')
})

test('packs for any source language are named with sizes and licences, in one message', async () => {
  await using sandbox = createSandbox({ VIDEO_TRANSLATION_MODELS: '/nonexistent' })
  for (const from of [['--from', 'de'], []]) {
    const { code, stderr } = await sandbox.run('translate', sandbox.video, '--to', 'en', ...from)
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /whisper-small \(Apache-2\.0\).*kokoro \(Apache-2\.0\).*MB to download; transformers\.js/,
    )
    expect(stderr).toContain('models pull silero-vad whisper-small kokoro espeak-ng-data')
  }
})

test('the help lists the commands and the exit codes', async () => {
  await using sandbox = createSandbox()
  const { code, stdout } = await sandbox.run('--help')
  expect(code).toBe(0)
  for (const word of ['translate', 'Run a server:', 'serve', 'doctor', 'docs/', '130  Interrupted'])
    expect(stdout).toContain(word)
  expect((await sandbox.run('translate', '--help')).stdout).toContain('4  Timed out')
})

test('an older Node gets an error that names the Node it needs', () => {
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
  ['serve', ['serve', '--port', '0', '--host', '0.0.0.0'], /Set --api-key, [^]*or listen/],
  ['serve', ['serve', '--port', '0', '--allowed-host', 'http://foo'], /--allowed-host has/],
  ['serve', ['serve', '--port', '0', '--cors', 'a.com'], /--cors has/],
  ['list', ['list', '--server', 'http://user:pw@127.0.0.1:1'], /user name or a password[^]*--api-key/],
])('%s names the option that it refuses', async (_, args, said) => {
  await using sandbox = createSandbox()
  const { code, stderr } = await sandbox.run(...args)
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(said) })
  expect(stderr).not.toMatch(/apiKey|allowedHosts|corsOrigins|pw@/)
})

test.each([
  ['VIDEO_TRANSLATION_URL', 'nonsense', ['list']],
  ['VIDEO_TRANSLATION_URL', 'http://user:pw@127.0.0.1:1', ['list']],
  ['VIDEO_TRANSLATION_API_KEY', 'sécret', ['list', '--server', 'http://127.0.0.1:1']],
  ['VIDEO_TRANSLATION_DATA', '/proc/none', ['list']],
  ['VIDEO_TRANSLATION_API_KEYS', 'alice', ['serve', '--port', '0']],
  ['VIDEO_TRANSLATION_METRICS_KEY', 'short', ['serve', '--port', '0']],
  ['VIDEO_TRANSLATION_WEBHOOK_URL', 'nonsense', ['serve', '--port', '0']],
  ['VIDEO_TRANSLATION_WEBHOOK_SECRET', 'nonsense', ['serve', '--port', '0']],
  ['VIDEO_TRANSLATION_CHAT_URL', 'nonsense', ['serve', '--port', '0']],
  ['VIDEO_TRANSLATION_CHAT_MODEL', '', ['serve', '--port', '0']],
  ['VIDEO_TRANSLATION_CHAT_KEY', 'sécret', ['serve', '--port', '0']],
  ['VIDEO_TRANSLATION_MODELS', '/proc/none', ['models', 'pull', 'silero-vad']],
  ['VIDEO_TRANSLATION_OFFLINE', 'yes', ['models', 'pull', 'silero-vad']],
  ['MIMIC_JOB_PROCESSING_TIME', 'soon', ['simulate', '--port', '0']],
])('the error about a bad %s names the variable (%s)', async (name, value, args) => {
  const chat = { VIDEO_TRANSLATION_CHAT_URL: 'http://127.0.0.1:1', VIDEO_TRANSLATION_CHAT_MODEL: 'm' }
  await using sandbox = createSandbox({
    ...(name.includes('CHAT') && chat),
    ...(name.includes('OFFLINE') && { VIDEO_TRANSLATION_MODELS: '/nonexistent' }),
    [name]: value,
  })
  const { code, stderr } = await sandbox.run(...args)
  expect(stderr).toContain(name)
  expect(stderr).not.toContain('--verbose')
  expect(code).toBe(2)
})
