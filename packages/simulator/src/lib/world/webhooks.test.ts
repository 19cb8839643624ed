import { expect, test, vi } from 'vitest'
import type { Face } from '../face.ts'
import { createSimulator } from '../simulator.ts'
import { hmacSha256, toHex } from './hmac.ts'

/** A face that tells every end to whoever asked for it. */
const telling: Face = {
  name: 'telling',
  description: 'Tells.',
  routes: ({ jobs, webhooks, ids, settings }) => ({
    'POST /jobs': async (call) => {
      const { callback } = await call.fields()
      const job = jobs.create({
        id: ids.hex('job'),
        targets: ['es', 'fr'],
        scenario: call.scenario(),
        origin: call.origin,
      })
      jobs.onEnds(job, ({ seen, target }) => {
        const body = JSON.stringify({ language: target?.language ?? 'all', status: (target ?? seen).status })
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

/** A simulator, and a receiver that answers with these statuses, and then with 204. */
function playTo(...statuses: number[]) {
  const received: Delivery[] = []
  const receive = async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init)
    received.push({ body: await request.text(), signature: request.headers.get('signature') })
    return new Response(null, { status: statuses.shift() ?? 204 })
  }
  const simulator = createSimulator({
    face: telling,
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
    vi.waitFor(() => expect(simulator.world('telling').webhooks.log).toHaveLength(count))
  return { simulator, create, received, settled }
}

test('each target is told as it ends, and then the whole, with a signature', async () => {
  const { simulator, create, received, settled } = playTo()
  await create('partial; 5s')
  simulator.advance('4s')
  expect(received).toEqual([])
  simulator.advance('1s')
  await settled(3)
  // They are on their way at the same time, as a vendor's are: which one arrives first, nobody knows.
  const bodies = received.map(({ body }) => JSON.parse(body) as { language: string })
  expect(bodies.sort((one, other) => (one.language < other.language ? -1 : 1))).toEqual([
    { language: 'all', status: 'partial' },
    { language: 'es', status: 'completed' },
    { language: 'fr', status: 'error' },
  ])
  expect(received[0]?.signature).toBe(toHex(await hmacSha256('secret', received[0]?.body ?? '')))
})

test('what does not arrive is sent again, after ever longer pauses', async () => {
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
  expect(simulator.world('telling').webhooks.log.filter(({ status }) => status === 204)).toHaveLength(3)
})

test.each([
  ['lost-webhooks', 0],
  ['duplicate-webhooks', 6],
])('in the scenario %s, %i arrive', async (scenario, count) => {
  const { simulator, create, received, settled } = playTo()
  await create(scenario)
  simulator.advance('1m')
  await settled(count)
  expect(received).toHaveLength(count)
})

test('a job that is finished, failed or deleted by hand is told as such, or not at all', async () => {
  const { simulator, create, received, settled } = playTo()
  await create('stuck')
  await create('stuck')
  await create('5s')
  const { jobs } = simulator.world('telling')
  const [first, second, third] = jobs.list()
  if (!first || !second || !third) throw new Error('There must be three.')
  jobs.finish(first)
  jobs.fail(second, 'by hand')
  jobs.delete(third.id)
  simulator.advance('1h')
  await settled(6)
  const words = received.map(({ body }) => (JSON.parse(body) as { status: string }).status)
  expect(words.sort().join(' ')).toBe('completed completed completed error error error')
})
