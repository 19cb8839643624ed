import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDesk } from './cli.ts'

/** A translation into es and ca that takes a quarter of a second. */
const QUICK = ['--engine', 'simulated', '--from', 'en', '--to', 'es,ca', '--option', 'durationMs=250']

test('translating a file saves its results beside each other and prints where they are', async () => {
  await using desk = createDesk()
  const { code, stdout, stderr } = await desk.run('translate', desk.video, ...QUICK)
  expect(stderr).toMatch(/tr_\S+ es completed/)
  expect(code).toBe(0)
  expect(stdout).toMatch(/^tr_\S+ completed: es completed, ca completed/)
  expect(stdout).toContain('talk-translated/es.srt')
  expect(await readdir(join(desk.folder, 'talk-translated'))).toEqual(['ca.srt', 'es.srt', 'transcript.json'])
})

test('piped, each change is one plain line, and no line comes twice', async () => {
  await using desk = createDesk()
  const { stdout, stderr } = await desk.run('translate', desk.video, ...QUICK)
  const lines = stderr.trim().split('\n')
  expect(new Set(lines).size).toBe(lines.length)
  expect(lines.length).toBeLessThan(20)
  expect(stdout + stderr).not.toContain('\u001B')
})

test('a program gets the translation and its files as one JSON document', async () => {
  await using desk = createDesk()
  const { code, stdout, stderr } = await desk.run('translate', desk.video, ...QUICK, '--json', '--quiet')
  const document = JSON.parse(stdout) as {
    status: string
    files: { name: string; path: string; bytes: number }[]
  }
  expect({ code, stderr, status: document.status }).toEqual({ code: 0, stderr: '', status: 'completed' })
  for (const { path, bytes } of document.files) expect((await readFile(path)).byteLength).toBe(bytes)
})

test('a program may follow the progress as JSON lines', async () => {
  await using desk = createDesk()
  const { stderr } = await desk.run('translate', desk.video, ...QUICK, '--progress', 'json')
  const documents = stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; translation?: { status: string } })
  expect(documents.map(({ type }) => type)).toContain('step')
  expect(documents.findLast(({ type }) => type === 'update')?.translation?.status).toBe('completed')
})

test('a second run in the same folder takes a new name and leaves the first alone', async () => {
  await using desk = createDesk()
  await desk.run('translate', desk.video, ...QUICK)
  await desk.run('translate', desk.video, ...QUICK)
  expect(existsSync(join(desk.folder, 'talk-translated-2/es.srt'))).toBe(true)
})

test('another language of the same file later, or at the same time, does not fail when its work is done', async () => {
  await using desk = createDesk()
  const into = (language: string) =>
    desk.run('translate', desk.video, '--engine', 'simulated', '--option', 'durationMs=250', '--to', language)
  expect(await into('es')).toMatchObject({ code: 0 })
  const both = await Promise.all([into('ca'), into('fr')])
  expect(both.map(({ code }) => code)).toEqual([0, 0])
  const folders = (await readdir(desk.folder)).filter((name) => name.startsWith('talk-translated'))
  expect(folders).toHaveLength(3)
})

test('a folder that has the transcript of another run is refused before the work begins', async () => {
  await using desk = createDesk()
  await mkdir(join(desk.folder, 'out'))
  await writeFile(join(desk.folder, 'out/transcript.json'), 'mine')
  const refused = await desk.run('translate', desk.video, ...QUICK, '--out', 'out')
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('transcript.json is there') })
  expect(refused.stderr).not.toContain('tr_')
})

test('results that cannot be saved at the end are kept, and the command says how to get them', async () => {
  await using desk = createDesk()
  const running = desk.start('translate', desk.video, ...QUICK, '--out', 'out')
  await running.says(/tr_\S+ pending/)
  await writeFile(join(desk.folder, 'out/es.srt'), 'mine')
  const { code, stderr } = await running.ended
  const id = /download (tr_\S+)/.exec(stderr)?.[1] ?? ''
  expect({ code, mine: await readFile(join(desk.folder, 'out/es.srt'), 'utf8') }).toEqual({
    code: 2,
    mine: 'mine',
  })
  expect(await desk.run('download', id, '--out', 'saved')).toMatchObject({ code: 0 })
  expect(await readdir(join(desk.folder, 'saved'))).toContain('es.srt')
})

test('results that are there are never overwritten, unless that is asked for', async () => {
  await using desk = createDesk()
  await mkdir(join(desk.folder, 'out'))
  await writeFile(join(desk.folder, 'out/es.srt'), 'mine')
  const refused = await desk.run('translate', desk.video, ...QUICK, '--out', 'out')
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('is there already') })
  expect(await readFile(join(desk.folder, 'out/es.srt'), 'utf8')).toBe('mine')
  const { code } = await desk.run('translate', desk.video, ...QUICK, '--out', 'out', '--overwrite')
  expect(code).toBe(0)
  expect(await readFile(join(desk.folder, 'out/es.srt'), 'utf8')).not.toBe('mine')
})

test('a translation that fails ends with 1, says why and leaves no folder', async () => {
  await using desk = createDesk()
  const { code, stdout } = await desk.run(
    'translate', desk.video, '--engine', 'simulated', '--to', 'es', '--option', 'durationMs=100', '--option', 'outcome=error',
  ) // prettier-ignore
  expect(code).toBe(1)
  expect(stdout).toMatch(/error: es error[^]*failed after/)
})

test('a translation of which a part failed ends with 3 and has the other part', async () => {
  await using desk = createDesk()
  const { code } = await desk.run(
    'translate',
    desk.video,
    ...QUICK,
    '--option',
    'targets={"ca":{"outcome":"error"}}',
  )
  expect(code).toBe(3)
  expect(await readdir(join(desk.folder, 'talk-translated'))).toContain('es.srt')
})

test('a timeout ends with 4 and says how to go on, and waiting goes on', async () => {
  await using desk = createDesk()
  const { code, stderr } = await desk.run(
    'translate', desk.video, '--engine', 'simulated', '--to', 'es', '--option', 'durationMs=3000', '--timeout', '300ms',
  ) // prettier-ignore
  expect(code).toBe(4)
  const id = /wait (tr_\S+)/.exec(stderr)?.[1] ?? ''
  expect(stderr).toContain(`--data ${desk.folder}/data`)
  expect(await desk.run('wait', id)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`${id} completed`),
  })
})

test('what was left unfinished goes on with the next translation, which says so', async () => {
  await using desk = createDesk()
  const first = await desk.run(
    'translate', desk.video, '--engine', 'simulated', '--to', 'es', '--option', 'durationMs=1500', '--timeout', '300ms',
  ) // prettier-ignore
  const id = /wait (tr_\S+)/.exec(first.stderr)?.[1] ?? ''
  const { code, stderr } = await desk.run('translate', desk.video, ...QUICK)
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining(`cancel ${id}`) })
})

test.each([
  ['a file that is not there', ['none.mp4', '--to', 'es'], /no file none.mp4[^]*fix: {3}Check the path/],
  ['no language', ['talk.mp4'], /required option '--to/],
  ['what is no language', ['talk.mp4', '--to', 'klingon please'], /not a known language/],
  ['an option that there is not', ['talk.mp4', '--to', 'es', '--fast'], /unknown option '--fast'/],
  ['an engine that there is not', ['talk.mp4', '--to', 'es', '--engine', 'magic'], /magic/],
  [
    'an option that the engine does not take',
    ['talk.mp4', '--to', 'es', '--engine', 'simulated', '--option', 'speed=9'],
    /speed/,
  ],
])('%s is bad input', async (_what, args, message) => {
  await using desk = createDesk()
  const { code, stdout, stderr } = await desk.run('translate', ...args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(message)
  expect(stderr).not.toMatch(/\n {4}at /)
  expect(await readdir(desk.folder)).not.toContain('talk-translated')
})

test('an error is a JSON document too, where JSON is wanted', async () => {
  await using desk = createDesk()
  const { code, stdout } = await desk.run('translate', 'none.mp4', '--to', 'es', '--json')
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: 'badInput', exitCode: code, fix: expect.any(String) },
  })
})

test('so are wrong arguments', async () => {
  await using desk = createDesk()
  const { code, stdout } = await desk.run('translate', 'talk.mp4', '--json')
  expect(JSON.parse(stdout)).toEqual({
    error: { code: 'badInput', message: "required option '--to <languages>' not specified", exitCode: code },
  })
})

test('a file whose name begins with a dash is taken for an option, and the command says what to write', async () => {
  await using desk = createDesk()
  await writeFile(join(desk.folder, '-talk.mp4'), 'x')
  const { code, stderr } = await desk.run('translate', '-talk.mp4', '--to', 'es')
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('./-talk.mp4') })
})

test('an address that is none is bad input', async () => {
  await using desk = createDesk()
  const { code, stderr } = await desk.run('list', '--server', 'nonsense')
  expect(code).toBe(2)
  expect(stderr).toContain('http://127.0.0.1:8484')
})

test('a server that does not answer ends with 6', async () => {
  await using desk = createDesk()
  const { code, stderr } = await desk.run('translate', desk.video, ...QUICK, '--server', 'http://127.0.0.1:9')
  expect(code).toBe(6)
  expect(stderr).toContain('No server answers at http://127.0.0.1:9')
})
