import { openAsBlob } from 'node:fs'
import { expect, test } from 'vitest'
import { clipsOf, eventTypes, killInEveryStage, reportOf, until } from '../support/dubbed.ts'
import { createHouse } from '../support/server-process.ts'
import { useTalks } from '../support/talks.ts'

const talks = useTalks()

/** Each stage with its child process. */
const STAGES = {
  prepare: /ffmpeg .*speech\.wav/,
  transcribe: /speech-child/,
  translate: /apertium -u/,
  synthesize: /speech-child/,
  render: /ffmpeg .*-filter_complex/,
}

test('a server that is killed in every stage continues after the last finished one', async () => {
  await killInEveryStage({
    house: await createHouse(),
    talk: talks.talk,
    stages: Object.keys(STAGES) as (keyof typeof STAGES)[],
    atWork: (stage, { sees }) => sees(STAGES[stage]),
  })
})

test('a speech process that is killed during a cue costs one retry of that cue only', async () => {
  const house = await createHouse()
  const { client } = await house.start()
  const { id } = await client.create({ source: await openAsBlob(talks.speech), from: 'en', to: ['es'] })
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
