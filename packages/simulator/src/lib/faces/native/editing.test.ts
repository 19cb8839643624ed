import { VideoTranslationClient } from 'video-translation-client'
import { afterAll, expect, test } from 'vitest'
import { describeEditing } from '../../../../../client/test/support/editing-conformance.ts'
import { createSimulator } from '../../simulator.ts'

const simulator = createSimulator({ face: 'native', scenario: '20ms' })
const client = new VideoTranslationClient('http://simulator', { fetch: simulator.fetch })
afterAll(async () => {
  client.close()
  await simulator.close()
})

describeEditing('the native face', () => ({
  client,
  ask: (path, init) => simulator.fetch(path, init),
  slow: { source: 'https://example.com/a.mp4?simulate=1h' },
}))

/** Moves time only by `advance`, and makes one request at a time. */
function still(scenario: string) {
  const frozen = createSimulator({ face: 'native', scenario, speed: 0 })
  const user = new VideoTranslationClient('http://simulator', { fetch: frozen.fetch })
  const create = (more: object) =>
    user.create({ source: 'https://example.com/a.mp4', from: 'en', to: ['es', 'fr'], ...more })
  return {
    ...frozen,
    user,
    create,
    async [Symbol.asyncDispose]() {
      user.close()
      await frozen.close()
    },
  }
}

test.each([
  ['approve', 'running'],
  ['cancel', 'canceled'],
])('a review ends by itself in time: %s', async (action, status) => {
  await using simulated = still('100s')
  const timeout = { seconds: 60, action: action as 'approve' | 'cancel' }
  const { id } = await simulated.create({ review: ['transcript'], reviewTimeout: timeout })
  simulated.advance('30s')
  const stopped = await simulated.user.get(id)
  expect(stopped).toMatchObject({ status: 'needs_input', review: { action, until: expect.any(String) } })
  expect(stopped.targets.map((target) => target.status)).toEqual(['needs_input', 'needs_input'])
  simulated.advance('49s')
  expect(await simulated.user.get(id)).toMatchObject({ status: 'needs_input' })
  simulated.advance('2s')
  const ended = await simulated.user.get(id)
  expect(ended.status).toBe(status)
  expect(ended.version).toBeGreaterThan(stopped.version)
})

test('the rest of the timeline follows after an approval, however late it comes', async () => {
  await using simulated = still('100s')
  const { id } = await simulated.create({ review: ['transcript'] })
  simulated.advance('1h')
  await simulated.user.approve(id, { stage: 'transcript' })
  simulated.advance('79s')
  expect(await simulated.user.get(id)).toMatchObject({ status: 'running', progress: 0.95 })
  simulated.advance('1s')
  expect(await simulated.user.get(id)).toMatchObject({ status: 'completed' })
})

test('edits made during a run stay for the next one', async () => {
  await using simulated = still('100s')
  const { user } = simulated
  const { id } = await simulated.create({})
  simulated.advance('100s')
  const edit = async (text: string) => {
    const { revision } = await user.cues(id)
    await user.editCues(id, { revision, edits: [{ op: 'set', cue: 'c1', target: 'es', text }] })
  }
  await edit('Uno.')
  await user.apply(id)
  await edit('Dos.')
  simulated.advance('100s')
  const done = await user.get(id)
  expect(done).toMatchObject({ status: 'completed', stale: true, revision: 2 })
  expect(await (await user.download(id, 'es.srt')).text()).toContain('Uno.')
  await user.apply(id)
  simulated.advance('100s')
  expect((await user.get(id)).stale).toBeUndefined()
  expect(await (await user.download(id, 'es.srt')).text()).toContain('Dos.')
})

test('a retry completes once a scenario has failed as often as it says', async () => {
  await using simulated = still('outcome=error;duration=10s;failRuns=2')
  const { id } = await simulated.create({})
  const statuses: string[] = []
  for (let run = 1; run <= 3; run++) {
    simulated.advance('10s')
    statuses.push((await simulated.user.get(id)).status)
    await simulated.user.retry(id)
  }
  expect(statuses).toEqual(['error', 'error', 'completed'])
})

test('a version never falls, whatever begins again', async () => {
  await using simulated = still('partial; duration=10s')
  const { id, version } = await simulated.create({})
  const versions = [version]
  const look = async () => versions.push((await simulated.user.get(id)).version)
  for (const again of ['retry', 'addTargets'] as const) {
    simulated.advance('10s')
    await look()
    await simulated.user[again](id, { to: ['fr', 'de'] } as never)
    await look()
  }
  expect(versions).toEqual(versions.toSorted((one, other) => one - other))
  expect(new Set(versions).size).toBe(versions.length)
})
