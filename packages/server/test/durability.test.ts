import { readFile, writeFile } from 'node:fs/promises'
import { openAsBlob } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { findMediaTools } from '../src/lib/media/tools.ts'
import { useFfmpeg } from './support/count-ffmpeg.ts'
import { expectDubbed, killInEveryStage, reportOf, type Report, until } from './support/dubbed.ts'
import { ffmpeg, SAMPLE } from './support/media.ts'
import { startChatEndpoint } from './support/chat-endpoint.ts'
import { comesFrom } from './support/pseudo-translation.ts'
import { createHouse, type House, type ServerProcess } from './support/server-process.ts'
import { useTalks } from './support/talks.ts'

const talks = useTalks()
const SCRIPTED = fileURLToPath(new URL('support/serve-scripted.ts', import.meta.url))

const STAGES = ['prepare', 'transcribe', 'translate', 'synthesize', 'render'] as const
type Stage = (typeof STAGES)[number]

/**
 * Reads at the speed of a talk, which is minutes long, while the file `hold` names the stage of
 * this ffmpeg.
 */
const HELD_FFMPEG = `
case "$(cat "$TMPDIR/../hold" 2>/dev/null) $*" in
  "prepare "*speech.wav*|"render "*-filter_complex*) exec FFMPEG -re "$@" ;;
  *) exec FFMPEG "$@" ;;
esac`

/** The child process of a stage that has one here. */
const CHILDREN: Partial<Record<Stage, RegExp>> = {
  prepare: /ffmpeg .*speech\.wav/,
  render: /ffmpeg .*-filter_complex/,
}

/** The stage that is held after the one that was killed. */
const NEXT: Partial<Record<Stage, Stage>> = {
  prepare: 'transcribe',
  transcribe: 'translate',
  translate: 'synthesize',
  synthesize: 'render',
}

/** The path of a file through which a scripted server and its ffmpeg are told what to hold. */
function beside({ data }: House, name: string): string {
  return join(data, '..', name)
}

function hold(house: House, stage: Stage | ''): Promise<void> {
  return writeFile(beside(house, 'hold'), stage)
}

/** Waits for a child process and for the guard that ends it with its server. */
async function untilAtWork({ sees }: ServerProcess, child: RegExp): Promise<void> {
  const { pid } = await sees(child)
  await sees(new RegExp(`guard ${pid}$`))
}

beforeEach(async () => {
  const { ffmpeg } = await findMediaTools()
  await useFfmpeg(talks.folder, HELD_FFMPEG.replaceAll('FFMPEG', `"${ffmpeg}"`))
  onTestFinished(() => void vi.unstubAllEnvs())
})

test('a server that is killed in every stage continues after the last finished one', async () => {
  const house = await createHouse({}, SCRIPTED)
  await hold(house, 'prepare')
  const isHeld = async (stage: Stage) =>
    (await readFile(beside(house, 'held'), 'utf8').catch(() => '')) === stage
  await killInEveryStage({
    house,
    talk: talks.talk,
    stages: STAGES,
    async atWork(stage, server) {
      const child = CHILDREN[stage]
      if (child) await untilAtWork(server, child)
      else await until(() => isHeld(stage))
    },
    meanwhile: (stage) => hold(house, NEXT[stage] ?? ''),
  })
})

// The command line has the same test with the stages that recognise and speak.
test('a cancel in a stage leaves no process and no temporary file', async () => {
  const house = await createHouse({}, SCRIPTED)
  const server = await house.start()
  const { client } = server
  for (const [stage, child] of Object.entries(CHILDREN)) {
    await hold(house, stage as Stage)
    const { id } = await client.create({ source: await openAsBlob(talks.talk), from: 'en', to: ['es'] })
    await untilAtWork(server, child)
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
  const source = await openAsBlob(talks.speech)
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
  const source = await openAsBlob(talks.speech)
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
  await expectDubbed(client, id, talks.speech)

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
  const path = join(talks.folder, name)
  await ffmpeg(...args, path)
  return await readFile(path)
}
