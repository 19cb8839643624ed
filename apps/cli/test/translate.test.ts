import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSandbox } from './cli.ts'

/** A translation into es and ca that takes a quarter of a second. */
const QUICK = ['--engine', 'simulated', '--from', 'en', '--to', 'es,ca', '--option', 'durationMs=250']

test('translating a file saves its results in one folder and prints their paths', async () => {
  await using sandbox = createSandbox()
  const { code, stdout, stderr } = await sandbox.run('translate', sandbox.video, ...QUICK)
  expect(stderr).toMatch(/tr_\S+ es completed/)
  expect(code).toBe(0)
  expect(stdout).toMatch(/^tr_\S+ completed: es completed, ca completed/)
  expect(stdout).toContain('talk-translated/es.srt')
  expect(await readdir(join(sandbox.folder, 'talk-translated'))).toEqual([
    'ca.mp4',
    'ca.srt',
    'es.mp4',
    'es.srt',
    'transcript.json',
  ])
})

test('in a pipe each change is one plain line, and no line is repeated', async () => {
  await using sandbox = createSandbox()
  const { stdout, stderr } = await sandbox.run('translate', sandbox.video, ...QUICK)
  const lines = stderr.trim().split('\n')
  expect(new Set(lines).size).toBe(lines.length)
  expect(lines.length).toBeLessThan(20)
  expect(stdout + stderr).not.toContain('\u001B')
})

test('a program gets the translation and its files as one JSON document', async () => {
  await using sandbox = createSandbox()
  const { code, stdout, stderr } = await sandbox.run(
    'translate',
    sandbox.video,
    ...QUICK,
    '--json',
    '--quiet',
  )
  const document = JSON.parse(stdout) as {
    status: string
    files: { name: string; path: string; bytes: number }[]
  }
  expect({ code, stderr, status: document.status }).toEqual({ code: 0, stderr: '', status: 'completed' })
  for (const { path, bytes } of document.files) expect((await readFile(path)).byteLength).toBe(bytes)
})

test('--progress json prints the progress as JSON lines', async () => {
  await using sandbox = createSandbox()
  const { stderr } = await sandbox.run('translate', sandbox.video, ...QUICK, '--progress', 'json')
  const documents = stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; translation?: { status: string } })
  expect(documents.map(({ type }) => type)).toContain('step')
  expect(documents.findLast(({ type }) => type === 'update')?.translation?.status).toBe('completed')
})

test('several sources end with a folder for each and one summary, also if one is refused', async () => {
  await using sandbox = createSandbox()
  await mkdir(join(sandbox.folder, 'lectures'))
  for (const name of ['one.mp4', 'two.mp4']) await writeFile(join(sandbox.folder, 'lectures', name), 'video')
  const sources = ['lectures', 'http://127.0.0.1:9/three.mp4']
  const { code, stdout } = await sandbox.run('translate', ...sources, ...QUICK, '--out', 'out')
  expect(code).toBe(3)
  expect(stdout).toContain('2 of 3 sources were translated. Not completed: three.mp4.')
  const folders = (await readdir(join(sandbox.folder, 'out'))).toSorted()
  expect(folders).toEqual(['one-translated', 'two-translated'])
  expect(await readdir(join(sandbox.folder, 'out/two-translated'))).toContain('es.srt')
})

test('a second run in the same folder saves into a new folder', async () => {
  await using sandbox = createSandbox()
  await sandbox.run('translate', sandbox.video, ...QUICK)
  await sandbox.run('translate', sandbox.video, ...QUICK)
  expect(existsSync(join(sandbox.folder, 'talk-translated-2/es.srt'))).toBe(true)
})

test('translating the same file into another language, later or at once, saves both results', async () => {
  await using sandbox = createSandbox()
  const into = (language: string) =>
    sandbox.start(
      'translate',
      sandbox.video,
      '--engine',
      'simulated',
      '--option',
      'durationMs=250',
      '--to',
      language,
    ).ended
  expect(await into('es')).toMatchObject({ code: 0 })
  const both = await Promise.all([into('ca'), into('fr')])
  expect(both.map(({ code }) => code)).toEqual([0, 0])
  const folders = (await readdir(sandbox.folder)).filter((name) => name.startsWith('talk-translated'))
  expect(folders).toHaveLength(3)
})

test('a folder with the transcript of another run is refused before the translation starts', async () => {
  await using sandbox = createSandbox()
  await mkdir(join(sandbox.folder, 'out'))
  await writeFile(join(sandbox.folder, 'out/transcript.json'), 'mine')
  const refused = await sandbox.run('translate', sandbox.video, ...QUICK, '--out', 'out')
  expect(refused).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('transcript.json already exists'),
  })
  expect(refused.stderr).not.toContain('tr_')
})

test('results that cannot be saved are kept, and the command prints how to get them', async () => {
  await using sandbox = createSandbox()
  const slower = ['--engine', 'simulated', '--to', 'es,ca', '--option', 'durationMs=5000']
  const running = sandbox.start('translate', sandbox.video, ...slower, '--out', 'out')
  await running.prints(/tr_\S+ /)
  await writeFile(join(sandbox.folder, 'out/es.srt'), 'mine')
  const { code, stderr } = await running.ended
  const id = /download (tr_\S+)/.exec(stderr)?.[1] ?? ''
  expect({ code, mine: await readFile(join(sandbox.folder, 'out/es.srt'), 'utf8') }).toEqual({
    code: 2,
    mine: 'mine',
  })
  expect(await sandbox.run('download', id, '--out', 'saved')).toMatchObject({ code: 0 })
  expect(await readdir(join(sandbox.folder, 'saved'))).toContain('es.srt')
})

test('results are overwritten only with --overwrite', async () => {
  await using sandbox = createSandbox()
  await mkdir(join(sandbox.folder, 'out'))
  await writeFile(join(sandbox.folder, 'out/es.srt'), 'mine')
  const refused = await sandbox.run('translate', sandbox.video, ...QUICK, '--out', 'out')
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('already exists') })
  expect(await readFile(join(sandbox.folder, 'out/es.srt'), 'utf8')).toBe('mine')
  const { code } = await sandbox.run('translate', sandbox.video, ...QUICK, '--out', 'out', '--overwrite')
  expect(code).toBe(0)
  expect(await readFile(join(sandbox.folder, 'out/es.srt'), 'utf8')).not.toBe('mine')
})

test('a failed translation exits with 1, prints the error and leaves no folder', async () => {
  await using sandbox = createSandbox()
  const { code, stdout } = await sandbox.run(
    'translate', sandbox.video, '--engine', 'simulated', '--to', 'es', '--option', 'durationMs=100', '--option', 'outcome=error',
  ) // prettier-ignore
  expect(code).toBe(1)
  expect(stdout).toMatch(/error: es error[^]*failed after/)
})

test('a partly failed translation exits with 3 and saves the completed target', async () => {
  await using sandbox = createSandbox()
  const { code } = await sandbox.run(
    'translate',
    sandbox.video,
    ...QUICK,
    '--option',
    'targets={"ca":{"outcome":"error"}}',
  )
  expect(code).toBe(3)
  expect(await readdir(join(sandbox.folder, 'talk-translated'))).toContain('es.srt')
})

test('a timeout exits with 4 and prints a command that continues the wait', async () => {
  await using sandbox = createSandbox()
  const { code, stderr } = await sandbox.run(
    'translate', sandbox.video, '--engine', 'simulated', '--to', 'es', '--option', 'durationMs=3000', '--timeout', '300ms',
  ) // prettier-ignore
  expect(code).toBe(4)
  const id = /wait (tr_\S+)/.exec(stderr)?.[1] ?? ''
  expect(stderr).toContain(`--data ${sandbox.folder}/data`)
  expect(await sandbox.run('wait', id)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`${id} completed`),
  })
})

test('the next translation first finishes those left unfinished, and says so', async () => {
  await using sandbox = createSandbox()
  const first = await sandbox.run(
    'translate', sandbox.video, '--engine', 'simulated', '--to', 'es', '--option', 'durationMs=1500', '--timeout', '300ms',
  ) // prettier-ignore
  const id = /wait (tr_\S+)/.exec(first.stderr)?.[1] ?? ''
  const { code, stderr } = await sandbox.run('translate', sandbox.video, ...QUICK)
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining(`cancel ${id}`) })
})

test.each([
  ['a missing file', ['none.mp4', '--to', 'es'], /no file none.mp4[^]*fix: {3}Check the path/],
  ['no language', ['talk.mp4'], /required option '--to/],
  ['an unknown language', ['talk.mp4', '--to', 'klingon please'], /not a known language/],
  ['an unknown option', ['talk.mp4', '--to', 'es', '--fast'], /unknown option '--fast'/],
  ['an unknown engine', ['talk.mp4', '--to', 'es', '--engine', 'magic'], /magic/],
  [
    'an unknown option of the engine',
    ['talk.mp4', '--to', 'es', '--engine', 'simulated', '--option', 'speed=9'],
    /speed/,
  ],
])('%s is bad input', async (_what, args, message) => {
  await using sandbox = createSandbox()
  const { code, stdout, stderr } = await sandbox.run('translate', ...args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(message)
  expect(stderr).not.toMatch(/\n {4}at /)
  expect(await readdir(sandbox.folder)).not.toContain('talk-translated')
})

test('with --json an error is a JSON document too', async () => {
  await using sandbox = createSandbox()
  const { code, stdout } = await sandbox.run('translate', 'none.mp4', '--to', 'es', '--json')
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: 'badInput', exitCode: code, fix: expect.any(String) },
  })
})

test('with --json wrong arguments are a JSON document too', async () => {
  await using sandbox = createSandbox()
  const { code, stdout } = await sandbox.run('translate', 'talk.mp4', '--json')
  expect(JSON.parse(stdout)).toEqual({
    error: { code: 'badInput', message: "required option '--to <languages>' not specified", exitCode: code },
  })
})

test('for a file name that begins with a dash, the command prints how to write it', async () => {
  await using sandbox = createSandbox()
  await writeFile(join(sandbox.folder, '-talk.mp4'), 'x')
  const { code, stderr } = await sandbox.run('translate', '-talk.mp4', '--to', 'es')
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('./-talk.mp4') })
})

test('an address of a server that is not a URL is bad input', async () => {
  await using sandbox = createSandbox()
  const { code, stderr } = await sandbox.run('list', '--server', 'nonsense')
  expect(code).toBe(2)
  expect(stderr).toContain('http://127.0.0.1:8484')
})

test('an unreachable server exits with 6', async () => {
  await using sandbox = createSandbox()
  const { code, stderr } = await sandbox.run(
    'translate',
    sandbox.video,
    ...QUICK,
    '--server',
    'http://127.0.0.1:9',
  )
  expect(code).toBe(6)
  expect(stderr).toContain('No server answers at http://127.0.0.1:9')
})
