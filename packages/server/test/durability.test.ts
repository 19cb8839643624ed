import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { openAsBlob } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { DEFAULT_PACKS, pullPacks } from 'video-translation-server/models'
import {
  clipsOf,
  expectContinued,
  expectDubbed,
  expectGone,
  reportOf,
  type Report,
  until,
} from './support/dubbed.ts'
import { ffmpeg } from './support/media.ts'
import { startChatEndpoint } from './support/chat-endpoint.ts'
import { comesFrom } from './support/pseudo-translation.ts'
import { createHouse, type House } from './support/server-process.ts'

const SAMPLE = fileURLToPath(new URL('../../../samples/austen-en-25s.mp4', import.meta.url))

let folder: string
/** The first three sentences of the sample, so that every stage has work and the voice little. */
let speech: string
/** Its last two with two silent minutes after them, so that every stage can be interrupted. */
let talk: string

beforeAll(async () => {
  await pullPacks(DEFAULT_PACKS)
  folder = await mkdtemp(join(tmpdir(), 'durability-'))
  speech = join(folder, 'speech.mp4')
  talk = join(folder, 'talk.mp4')
  const coded = ['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac', '-movflags', '+faststart']
  // A small picture, since its frames are compared many times.
  const small = 'scale=160:-2,fps=10'
  await ffmpeg('-i', SAMPLE, '-t', '15.6', '-vf', small, ...coded, speech)
  const longer = ['-vf', 'tpad=stop_mode=clone:stop_duration=120', '-af', 'apad', '-t', '128.4']
  await ffmpeg('-ss', '7.1', '-i', speech, ...longer, ...coded, talk)
})
afterAll(() => rm(folder, { recursive: true }))

const SCRIPTED = fileURLToPath(new URL('support/serve-scripted.ts', import.meta.url))

/** Each stage, with its child process if it has one here. */
const STAGES: [stage: string, atWork?: RegExp][] = [
  ['prepare', /ffmpeg .*speech\.wav/],
  ['transcribe'],
  ['translate'],
  ['synthesize'],
  ['render', /ffmpeg .*-filter_complex/],
]

/** The stage that is held after the one that was killed. */
const NEXT: Record<string, string> = {
  prepare: 'transcribe',
  transcribe: 'translate',
  translate: 'synthesize',
}

/** The path of a file through which a scripted server is told what to hold. */
function beside({ data }: House, name: string): string {
  return join(data, '..', name)
}

test('a server that is killed in every stage continues after the last finished one', async () => {
  const house = await createHouse({}, SCRIPTED)
  const log = []
  let server = await house.start()
  const { id } = await server.client.create({ source: await openAsBlob(talk), from: 'en', to: ['es'] })
  let spoken = new Map<string, number>()
  for (const [stage, atWork] of STAGES) {
    if (atWork) await server.sees(atWork)
    else await until(async () => (await readFile(beside(house, 'held'), 'utf8').catch(() => '')) === stage)
    if (stage === 'synthesize') await until(async () => (await clipsOf(house, id)).size > 0)
    spoken = new Map([...spoken, ...(await clipsOf(house, id))])
    await server.kill()
    await expectGone(house)
    log.push(...server.log)
    await writeFile(beside(house, 'hold'), NEXT[stage] ?? '')
    server = await house.start()
    expect((await server.client.get(id)).status, stage).toBe('running')
  }
  await server.client.wait(id)
  log.push(...server.log)

  await expectContinued({ house, client: server.client, id, log, spoken })
  await expectDubbed(server.client, id, talk)
})

// The command line has the same test with the stages that recognise and speak.
test('a cancel in a stage leaves no process and no temporary file', async () => {
  const house = await createHouse({}, SCRIPTED)
  const { client, sees } = await house.start()
  for (const [stage, atWork] of STAGES) {
    if (!atWork) continue
    const { id } = await client.create({ source: await openAsBlob(talk), from: 'en', to: ['es'] })
    await sees(atWork)
    await client.cancel(id)
    const { result } = await client.wait(id, { settle: true })
    expect({ stage, result }).toEqual({ stage, result: 'canceled' })
    await until(async () => (await house.leftovers()).length === 0)
    await until(async () => house.survivors().length === 1)
  }
})

test('speech is recognised once for two languages', async () => {
  const house = await createHouse({}, SCRIPTED)
  const { client, log } = await house.start()
  const source = await openAsBlob(speech)
  const { id } = await client.create({ source, from: 'en', to: ['es', 'ca'] })
  const { artifacts } = await client.wait(id)
  expect(artifacts.map(({ name }) => name)).toEqual(['transcript.json', 'en.srt', 'en.vtt'])
  const finished = log.filter(({ msg }) => msg === 'Stage finished.').map(({ step }) => step)
  expect(finished.filter((step) => step === 'transcribe')).toHaveLength(1)
  expect(finished.filter((step) => step === 'synthesize')).toHaveLength(2)
  const [es, ca] = [await reportOf(client, id, 'es'), await reportOf(client, id, 'ca')]
  expect(es.stagesMs['transcribe']).toBe(ca.stagesMs['transcribe'])
  expect(es.cues.map(({ text }) => text)).toEqual(ca.cues.map(({ text }) => text))
})

test('if one language fails, the other one is completed and can be downloaded', async () => {
  const endpoint = await startChatEndpoint({ faultOf: (_, { to }) => (to === 'ca' ? 'refuse' : 'none') })
  onTestFinished(() => endpoint.close())
  const pipeline = { chat: { baseUrl: endpoint.url, model: 'pseudo' } }
  const house = await createHouse({ pipeline }, SCRIPTED)
  const { client } = await house.start()
  const source = await openAsBlob(speech)
  const { id } = await client.create({ source, from: 'en', to: ['ca', 'es'] })
  const { result, translation } = await client.wait(id, { settle: true })
  expect(result).toBe('partial')
  expect(translation?.targets).toMatchObject([
    {
      language: 'ca',
      status: 'error',
      error: { message: expect.stringMatching(/400.*this I will not have/) },
      artifacts: [],
    },
    { language: 'es', status: 'completed' },
  ])
  await expectDubbed(client, id, speech)

  const report = await reportOf(client, id, 'es')
  expect(report.providers).toMatchObject({ translator: { name: 'chat' } })
  expect(report.warnings.map(({ code }) => code)).not.toContain('draft_quality')
  const { cues } = JSON.parse(await (await client.download(id, 'transcript.json')).text()) as Report
  expect(report.cues.map(({ id, text }) => [id, text])).toEqual(cues.map(({ id, text }) => [id, text]))
  expect(report.cues.filter(({ text, translated }) => !comesFrom(translated, text, 'es'))).toEqual([])
})

test('a source that is no video or a truncated one fails with the cause, and the server keeps working', async () => {
  let contacts = 0
  const secret = createHttpServer((_, response) => void response.end(String(++contacts)))
  await new Promise<void>((resolve) => secret.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void secret.close())
  const { port } = secret.address() as AddressInfo
  // Its index is at the end, so that the truncated file has none.
  const sample = await readFile(SAMPLE)
  const silent = ['-f', 'lavfi', '-i', 'testsrc=size=96x54:rate=10:duration=4']
  const sources: Record<string, [content: string | Uint8Array<ArrayBuffer>, code: string, cause: RegExp]> = {
    'text.mp4': ['Dear Sir, this is no video.', 'unsupported_media', /text file/],
    'hls.mp4': [playlist(`http://127.0.0.1:${port}/a.ts`), 'unsupported_media', /playlist|text file/],
    'files.mp4': [playlist('file:///etc/passwd'), 'unsupported_media', /playlist|text file/],
    'concat.mp4': [
      `ffconcat version 1.0\nfile 'http://127.0.0.1:${port}/b'\nfile 'file:///etc/passwd'\n`,
      'unsupported_media',
      /playlist|text file|list/,
    ],
    'broken.mp4': [sample.subarray(0, 60_000), 'broken_media', /moov|ends after|damaged|broken/],
    'mute.mp4': [await made('mute.mp4', ...silent), 'no_audio', /no (sound|audio)/],
    'silence.mp4': [
      await made('silence.mp4', ...silent, '-f', 'lavfi', '-i', 'anullsrc', '-shortest', '-c:a', 'aac'),
      'no_speech',
      /no speech/,
    ],
  }
  const house = await createHouse()
  const { client } = await house.start()
  const names = Object.keys(sources)
  const ids: string[] = []
  for (const name of names) {
    const { id } = await client.create({
      source: new Blob([sources[name]?.[0] ?? '']),
      name,
      from: 'en',
      to: ['es'],
    })
    ids.push(id)
  }
  const outcomes = await client.waitMany(ids)
  for (const [at, { result, translation }] of outcomes.entries()) {
    const name = names[at] ?? ''
    const [, code, cause] = sources[name] ?? []
    const { error } = translation ?? {}
    expect({ name, result, code: error?.code }).toEqual({ name, result: 'error', code })
    expect(error?.message, name).toMatch(cause ?? /^$/)
    expect(error?.message, name).not.toMatch(/root:|\/tmp\//)
  }
  await expect(
    client.create({ source: new Blob([]), name: 'zero.mp4', from: 'en', to: ['es'] }),
  ).rejects.toMatchObject({ code: 'upload_empty' })
  expect(contacts).toBe(0)
  expect((await client.engines()).map(({ name, ready }) => [name, ready])).toContainEqual(['pipeline', true])
  expect(await house.leftovers()).toEqual([])
})

function playlist(address: string): string {
  return `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n${address}\n#EXT-X-ENDLIST\n`
}

async function made(name: string, ...args: string[]): Promise<Uint8Array<ArrayBuffer>> {
  const path = join(folder, name)
  await ffmpeg(...args, path)
  return await readFile(path)
}
