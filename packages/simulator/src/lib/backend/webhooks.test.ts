import { expect, test, vi } from 'vitest'
import type { Face } from '../serving/face.ts'
import { createSimulator } from '../simulator.ts'
import { hmacSha256, toHex } from './hmac.ts'

/** A face that sends a webhook for every end. */
const NOTIFYING_FACE: Face = {
  name: 'notifying',
  description: 'Sends a webhook for every end.',
  routes: ({ jobs, webhooks, ids, settings }) => ({
    'POST /jobs': async (call) => {
      const { callback } = await call.fields()
      const job = jobs.create({
        id: ids.hex('job'),
        targets: ['es', 'fr'],
        scenario: call.scenario(),
        origin: call.origin,
      })
      jobs.onEnds(job, ({ view, target }) => {
        const body = JSON.stringify({ language: target?.language ?? 'all', status: (target ?? view).status })
        webhooks.send({
          url: String(callback),
          job,
          event: target ? 'language' : 'whole',
          body,
          headers: async () => ({ signature: toHex(await hmacSha256(settings.webhookSecret, body)) }),
        })
      })
      return Response.json({ id: job.id })
    },
  }),
  refuse: ({ status }) => new Response(null, { status }),
}

interface Delivery {
  body: string
  signature: string | null
}

/** Makes a simulator and a receiver that answers with these statuses first, then with 204. */
function playTo(...statuses: number[]) {
  const received: Delivery[] = []
  const receive = async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init)
    received.push({ body: await request.text(), signature: request.headers.get('signature') })
    return new Response(null, { status: statuses.shift() ?? 204 })
  }
  const simulator = createSimulator({
    face: NOTIFYING_FACE,
    speed: 0,
    webhookSecret: 'secret',
    fetch: receive,
  })
  const create = (scenario: string) =>
    simulator.fetch('/jobs', {
      method: 'POST',
      headers: { 'x-simulate': scenario },
      body: '{"callback":"https://receiver.example/"}',
    })
  const settled = (count: number) =>
    vi.waitFor(() => expect(simulator.backend('notifying').webhooks.log).toHaveLength(count), 60_000)
  return { simulator, create, received, settled }
}

test('a signed webhook reports each target as it ends, then the whole job', async () => {
  const { simulator, create, received, settled } = playTo()
  await create('partial; 5s')
  simulator.advance('4s')
  expect(received).toEqual([])
  simulator.advance('1s')
  await settled(3)
  // The webhooks travel at the same time, like a vendor's, so they arrive in any order.
  const bodies = received.map(({ body }) => JSON.parse(body) as { language: string })
  expect(bodies.sort((one, other) => (one.language < other.language ? -1 : 1))).toEqual([
    { language: 'all', status: 'partial' },
    { language: 'es', status: 'completed' },
    { language: 'fr', status: 'error' },
  ])
  expect(received[0]?.signature).toBe(toHex(await hmacSha256('secret', received[0]?.body ?? '')))
})

test('a webhook that fails is sent again after ever longer pauses', async () => {
  const { simulator, create, received, settled } = playTo(500, 500, 500, 503)
  await create('1s; failTargets=es,fr')
  simulator.advance('1s')
  await settled(3)
  simulator.advance('5s')
  await settled(6)
  expect(received).toHaveLength(6)
  simulator.advance('29s')
  expect(received).toHaveLength(6)
  simulator.advance('1s')
  await settled(7)
  simulator.advance('1h')
  expect(simulator.backend('notifying').webhooks.log.filter(({ status }) => status === 204)).toHaveLength(3)
})

test.each([
  ['lost-webhooks', 0],
  ['duplicate-webhooks', 6],
])('in the scenario %s, %i webhooks arrive', async (scenario, count) => {
  const { simulator, create, received, settled } = playTo()
  await create(scenario)
  simulator.advance('1m')
  // Those of a later job arrive after any of the first one.
  await create('1s')
  simulator.advance('1s')
  await settled(count + 3)
  expect(received).toHaveLength(count + 3)
})

test('a job that a user finishes or fails sends its webhooks, and a deleted job sends none', async () => {
  const { simulator, create, received, settled } = playTo()
  await create('stuck')
  await create('stuck')
  await create('5s')
  const { jobs } = simulator.backend('notifying')
  const [first, second, third] = jobs.list()
  if (!first || !second || !third) throw new Error('Three jobs must exist.')
  jobs.finish(first)
  jobs.fail(second, 'by hand')
  jobs.delete(third.id)
  simulator.advance('1h')
  await settled(6)
  const words = received.map(({ body }) => (JSON.parse(body) as { status: string }).status)
  expect(words.sort().join(' ')).toBe('completed completed completed error error error')
})
