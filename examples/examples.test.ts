import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { VideoTranslationClient } from 'video-translation-client'
import { createServer, createSimulatedEngine } from 'video-translation-server'

const SAMPLE = resolve(import.meta.dirname, '../samples/austen-en-25s.mp4')
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'examples-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs an example with the packages' sources; a user runs it with the built packages. */
function run(example: string, ...args: string[]) {
  const file = join(import.meta.dirname, example)
  return execa(process.execPath, ['--conditions=video-translation-source', file, ...args], {
    reject: false,
    timeout: 240_000,
  })
}

function startServer(name: string) {
  const engine = createSimulatedEngine({ scenario: { durationMs: 1000 } })
  return createServer({ dataDir: join(folder, name), engines: [engine], logLevel: 'silent' })
}

test('translate.ts uploads a file, prints its progress and saves every artifact', async () => {
  await using server = await startServer('translate')
  const out = join(folder, 'out')
  const { stdout, stderr, exitCode } = await run(
    'translate.ts',
    await server.listen(),
    SAMPLE,
    'en',
    'es,ca',
    out,
  )
  expect(stderr).toBe('')
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/Created tr_/)
  expect(stdout).toContain('completed')
  expect((await readdir(out)).sort()).toEqual(['ca.mp4', 'ca.srt', 'es.mp4', 'es.srt', 'transcript.json'])
  expect(await readFile(join(out, 'es.srt'), 'utf8')).toContain('Simulated')
})

test('translate.ts prints why the server refuses, or its usage when arguments are missing', async () => {
  await using server = await startServer('refused')
  const refused = await run('translate.ts', await server.listen(), SAMPLE, 'en', 'es', folder, 'nonsense')
  expect(refused.exitCode).toBe(1)
  expect(refused.stderr).toContain('nonsense')
  expect((await run('translate.ts')).exitCode).toBe(2)
})

test('correct.ts corrects a line and waits for the new results', async () => {
  await using server = await startServer('correct')
  await using client = new VideoTranslationClient(server.url, { fetch: server.fetch })
  const { id } = await client.translate({ source: 'https://example.com/talk.mp4', to: ['es'] })
  const { stdout, stderr } = await run('correct.ts', await server.listen(), id, 'es', 'c2', 'Hay varias.')
  expect(stderr).toBe('')
  expect(stdout).toBe(`${id} is completed, at revision 2.`)
  const { items } = await client.cues(id)
  expect(items[1]?.targets['es']).toMatchObject({ text: 'Hay varias.', author: 'person', state: 'current' })
})

test('correct-at-vendor.ts corrects a line at a simulated vendor', async () => {
  const { stdout, stderr } = await run('correct-at-vendor.ts')
  expect(stderr).toBe('')
  expect(stdout.split('\n')).toEqual([
    'before: [es] There are several lines, so that they can be edited.',
    'after: Hay varias líneas. (completed)',
  ])
})

test('watch-many.ts follows every translation to its end', async () => {
  const { stdout, stderr, exitCode } = await run('watch-many.ts', '30')
  expect(stderr).toBe('')
  expect(exitCode).toBe(0)
  const lines = stdout.split('\n')
  const ends = lines.filter((line) => /^ +\d+ {2}(completed|error)$/.test(line))
  expect(ends).toHaveLength(30)
  const completed = ends.filter((line) => line.endsWith('completed')).length
  expect(lines.at(-1)).toBe(`${completed} completed, ${30 - completed} failed`)
})

test('webhooks.ts gets a verified webhook for every end, and a retry after an error', async () => {
  const { stdout, stderr, exitCode } = await run('webhooks.ts')
  expect(stderr).toBe('')
  expect(exitCode).toBe(0)
  const lines = stdout.split('\n')
  expect(lines.filter((line) => line.startsWith('webhook translation.completed')).sort()).toEqual(
    ['one', 'three', 'two'].map((name) => `webhook translation.completed of ${name}`),
  )
  expect(lines).toContain('webhook answered with 500')
  expect(lines.at(-1)).toBe('completed, completed, completed')
})
