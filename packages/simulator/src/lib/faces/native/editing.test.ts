import { VideoTranslationClient } from 'video-translation-client'
import { afterAll, expect, test } from 'vitest'
import { describeEditing } from '../../../../../client/test/support/editing-conformance.ts'
import { createSimulator } from '../../simulator.ts'

const simulator = createSimulator({ face: 'native', scenario: '20ms', speed: 0 })
const client = new VideoTranslationClient('http://simulator', { fetch: simulator.fetch })
let isHeld = false
const time = setInterval(() => void (isHeld || simulator.advance('20ms')), 5)
afterAll(async () => {
  clearInterval(time)
  client.close()
  await simulator.close()
})

describeEditing('the native face', () => ({
  client,
  ask: (path, init) => simulator.fetch(path, init),
  hold() {
    isHeld = true
    return () => void (isHeld = false)
  },
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

test('a person hears a line before it is in the video', async () => {
  await using simulated = still('100s')
  const { id } = await simulated.create({})
  simulated.advance('100s')
  const path = `/v1/translations/${id}`
  const ask = (body: object) =>
    simulated.fetch(`${path}/previews`, { method: 'POST', body: JSON.stringify(body) })
  const spoken = await ask({ target: 'es', cue: 'c2', text: 'x'.repeat(100), voice: 'Ann' })
  expect(spoken.status).toBe(201)
  const preview = (await spoken.json()) as { id: string; clip: { url: string } }
  expect(preview).toMatchObject({
    status: 'completed',
    voice: 'Ann',
    seconds: 6,
    fit: { slotSeconds: 3.5, overflowSeconds: 2.5 },
  })
  const clip = await (await simulated.fetch(preview.clip.url)).arrayBuffer()
  expect(clip.byteLength).toBe(6 * 8000 + 44)
  const again = await simulated.fetch(spoken.headers.get('location')!)
  expect(await again.json()).toMatchObject({ id: preview.id })
  const audio = await simulated.fetch(`${path}/cues/c4/audio?target=fr`)
  expect(audio.headers.get('content-type')).toBe('audio/wav')
  expect((await audio.arrayBuffer()).byteLength).toBe('[fr] Some lines follow at once.'.length * 480 + 44)
  const refused = [
    { target: 'xx', text: 'x' },
    { target: 'es', cue: 'c99' },
    { target: 'es', text: 'x'.repeat(501) },
  ]
  for (const body of refused) expect((await ask(body)).status).toBe(400)
  expect(await (await ask({ target: 'es', text: ' ' })).json()).toMatchObject({ code: 'nothing_to_speak' })
  expect((await simulated.fetch(`${path}/previews/pv_none`)).status).toBe(404)
  const proxy = await simulated.fetch(`${path}/proxy`, { method: 'POST' })
  expect(await proxy.json()).toMatchObject({
    status: 'completed',
    file: { name: 'source.720p.mp4', kind: 'proxy' },
  })
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
