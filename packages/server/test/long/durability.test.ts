import { mkdtemp, rm } from 'node:fs/promises'
import { openAsBlob } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEFAULT_PACKS, pullPacks } from 'video-translation-server/models'
import {
  clipsOf,
  eventTypes,
  expectContinued,
  expectDubbed,
  expectGone,
  reportOf,
  until,
} from '../support/dubbed.ts'
import { ffmpeg } from '../support/media.ts'
import { createHouse } from '../support/server-process.ts'

const SAMPLE = fileURLToPath(new URL('../../../../samples/austen-en-25s.mp4', import.meta.url))

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

/** Each stage with its child process. */
const STAGES: [stage: string, atWork: RegExp][] = [
  ['prepare', /ffmpeg .*speech\.wav/],
  ['transcribe', /speech-child/],
  ['translate', /apertium -u/],
  ['synthesize', /speech-child/],
  ['render', /ffmpeg .*-filter_complex/],
]

test('a server that is killed in every stage continues after the last finished one', async () => {
  const house = await createHouse()
  const log = []
  let server = await house.start()
  const { id } = await server.client.create({ source: await openAsBlob(talk), from: 'en', to: ['es'] })
  let spoken = new Map<string, number>()
  for (const [stage, atWork] of STAGES) {
    await server.sees(atWork)
    if (stage === 'synthesize') await until(async () => (await clipsOf(house, id)).size > 0)
    spoken = new Map([...spoken, ...(await clipsOf(house, id))])
    await server.kill()
    await expectGone(house)
    log.push(...server.log)
    server = await house.start()
    expect((await server.client.get(id)).status, stage).toBe('running')
  }
  await server.client.wait(id)
  log.push(...server.log)

  await expectContinued({ house, client: server.client, id, log, spoken })
  await expectDubbed(server.client, id, talk)
})

test('a speech process that is killed during a cue costs one retry of that cue only', async () => {
  const house = await createHouse()
  const { client } = await house.start()
  const { id } = await client.create({ source: await openAsBlob(speech), from: 'en', to: ['es'] })
  await until(async () => (await clipsOf(house, id)).size > 0)
  const spoken = await clipsOf(house, id)
  // The recogniser, which stays in memory, does not matter any more.
  const inference = house.survivors().filter(({ command }) => command.includes('speech-child'))
  for (const { pid } of inference) process.kill(pid, 'SIGKILL')
  await client.wait(id)
  const { cues } = await reportOf(client, id, 'es')
  const retried = cues.filter(({ retries }) => retries > 0)
  // Two cues are spoken at once on two cores.
  expect(retried.length).toBeGreaterThanOrEqual(1)
  expect(retried.length).toBeLessThan(cues.length)
  expect(retried.map(({ retries }) => retries)).toEqual(retried.map(() => 1))
  expect(cues.filter(({ skipped }) => skipped)).toEqual([])
  const clips = await clipsOf(house, id)
  expect([...spoken].filter(([name, time]) => clips.get(name) !== time)).toEqual([])
  expect(await eventTypes(client, id)).not.toContain('retrying')
})
