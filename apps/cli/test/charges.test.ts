// Corrects and retries where a vendor charges for it.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { VideoTranslationClient } from 'video-translation-client'
import { createServer, createSimulatedEngine, type VideoTranslationServer } from 'video-translation-server'
import { createSandbox, type Sandbox } from './cli.ts'

const DUBS = 'ElevenLabs charges the full price of a dub for each language.'

let sandbox: Sandbox
let server: VideoTranslationServer
let client: VideoTranslationClient

beforeAll(async () => {
  sandbox = createSandbox()
  const simulated = createSimulatedEngine()
  const charges = { vendor: 'ElevenLabs', verbs: { apply: 'lines', approve: 'video', retry: 'dub' } } as const
  const vendor = {
    ...simulated,
    name: 'vendor',
    describe: async () => ({ ...(await simulated.describe()), name: 'vendor', charges }),
  }
  const dataDir = join(sandbox.folder, 'data')
  server = await createServer({ dataDir, logLevel: 'silent', port: 0, engines: [simulated, vendor] })
  client = new VideoTranslationClient(await server.listen())
})

afterAll(async () => {
  client.close()
  await server.close({ graceMs: 0 })
  await sandbox[Symbol.asyncDispose]()
})

const run = (...args: string[]) => sandbox.run(...args, '--server', server.url)

async function made(engine: string, options: object = {}): Promise<string> {
  const request = { source: 'https://example.com/talk.mp4', from: 'en', to: ['es'], engine }
  const outcome = await client.translate(
    { ...request, options: { durationMs: 50, ...options } },
    { settle: true },
  )
  return outcome.id
}

test('a correction that a vendor is paid for changes nothing until somebody agrees', async () => {
  const id = await made('vendor')
  const { stdout: srt } = await run('cues', id, '--to', 'es')
  const file = join(sandbox.folder, 'es.srt')
  await writeFile(file, srt.replace('[es] This is the last line.', 'Fin.'))
  const { revision } = await client.cues(id)
  const apply = ['cues', id, '--to', 'es', '--apply', file]
  expect(await run(...apply)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(
      'ElevenLabs charges for the lines that are dubbed again. Nothing was done.\nfix:   Add --yes',
    ),
  })
  expect((await client.cues(id)).revision).toBe(revision)
  expect(await run(...apply, '--yes')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('1 change made'),
  })
  // Nothing is left to pay for.
  expect(await run(...apply)).toMatchObject({ code: 0, stdout: expect.stringContaining('changes nothing') })
})

test('whoever agrees to the price has not agreed to the lines of another language', async () => {
  const id = await made('vendor')
  const { stdout: source } = await run('cues', id)
  const file = join(sandbox.folder, 'source.srt')
  await writeFile(file, source)
  const { revision } = await client.cues(id)
  const apply = ['cues', id, '--to', 'es', '--apply', file, '--yes']
  expect(await run(...apply)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('If the lines are meant as they are, add --other-language.'),
  })
  expect((await client.cues(id)).revision).toBe(revision)
  expect(await run(...apply, '--other-language')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+ changes made/),
  })
})

test('a retry says what it costs, by ids and of all that match; an own engine asks nothing', async () => {
  const fails = { outcome: 'error' }
  const [paid, free] = [await made('vendor', fails), await made('simulated', fails)]
  expect(await run('retry', paid, free)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`${DUBS} Nothing was done.`),
  })
  expect(await run('retry', '--status', 'error')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`This would retry 2 translations. ${DUBS} Nothing was done.\n`),
  })
  expect((await client.get(paid)).revision).toBe(1)
  expect(await run('retry', free)).toMatchObject({ code: 0 })
  expect(await run('retry', paid, '--yes')).toMatchObject({ code: 0 })
  expect((await client.get(paid)).revision).toBe(2)
})

test('a review is corrected and approved, and a vendor is paid only then', async () => {
  const options = { durationMs: 50 }
  const request = {
    source: 'https://example.com/talk.mp4',
    from: 'en',
    to: ['es'],
    engine: 'vendor',
    options,
  }
  const { id } = await client.create({ ...request, review: ['translation'] })
  const stopped = await run('wait', id)
  expect(stopped).toMatchObject({
    code: 7,
    stderr: expect.stringContaining(`video-translation approve ${id}`),
  })
  const { stdout: srt } = await run('cues', id, '--to', 'es')
  const file = join(sandbox.folder, 'review.srt')
  await writeFile(file, srt.replace('[es] This is the last line.', 'Fin.'))
  const corrected = await run('cues', id, '--to', 'es', '--apply', file)
  expect(corrected).toMatchObject({
    code: 7,
    stdout: '1 change made.\n',
    stderr: expect.stringContaining(`video-translation approve ${id}`),
  })
  expect(await run('approve', id)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('ElevenLabs charges for a new video in each language. Nothing was done.'),
  })
  expect(await run('approve', id, '--yes')).toMatchObject({ code: 0 })
  const { targets } = await client.wait(id)
  expect(targets[0]?.status).toBe('completed')
  expect((await client.cues(id)).items.at(-1)?.targets['es']).toMatchObject({
    text: 'Fin.',
    state: 'current',
  })
  expect(await run('approve', id)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('is completed, and waits for no review.'),
  })
})
