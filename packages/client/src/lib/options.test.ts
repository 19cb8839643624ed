import { expect, it } from 'vitest'
import { VideoTranslationClient } from 'video-translation-client'
import { server, setUp } from '../../test/support/set-up.ts'
import { exponential, progressive, type ScheduleState } from './waiting/options/schedules.ts'

type Options = Record<string, unknown>
type Client = ReturnType<typeof setUp>['client']

const REQUEST = { source: 'https://example.com/a.mp4', to: ['es'] }

/** Every verb, called with options that its type does not allow. */
const VERBS: Record<string, (client: Client, options: Options) => unknown> = {
  create: (client, options) => client.create(REQUEST, options),
  get: (client, options) => client.get('tr_1', options),
  getMany: (client, options) => client.getMany(['tr_1'], options),
  list: (client, options) => client.list(options).page(),
  wait: (client, options) => client.wait('tr_1', options),
  waitMany: (client, options) => client.waitMany(['tr_1'], options),
  watch: (client, options) => client.watch('tr_1', options),
  translate: (client, options) => client.translate(REQUEST, options),
  resume: (client, options) => client.resume({ v: 1, server, ids: ['tr_1'] }, options),
  cancel: (client, options) => client.cancel('tr_1', options),
  delete: (client, options) => client.delete('tr_1', options),
  download: (client, options) => client.download('tr_1', 'es.mp4', options),
  events: (client, options) => client.events('tr_1', options),
  engines: (client, options) => client.engines(options),
}
const WAITS = ['wait', 'waitMany', 'watch', 'translate', 'resume']

async function refusal(verb: string, options: Options): Promise<unknown> {
  const { api, client } = setUp()
  try {
    await VERBS[verb]?.(client, options)
  } catch (error) {
    expect(api.requests).toEqual([])
    return error
  }
  return undefined
}

it.each(Object.keys(VERBS))(
  '%s refuses an option that it does not have, before any request',
  async (verb) => {
    expect(await refusal(verb, { retries: 3 })).toMatchObject({
      code: 'invalid_argument',
      message: expect.stringMatching(/^\w+ has no option `retries`\. Its options are /),
    })
  },
)

it.each(WAITS)('%s refuses `concurrency`, which is an option of getMany', async (verb) => {
  expect(await refusal(verb, { concurrency: 2 })).toMatchObject({ code: 'invalid_argument' })
})

it.each(
  WAITS.flatMap((verb) =>
    [
      { timeoutMs: -1 },
      { timeoutMs: Number.NaN },
      { timeoutMs: '30' },
      { maxPolls: 0 },
      { maxPolls: 2.5 },
      { jitterMs: -1e6 },
      { jitterMs: Number.NaN },
      { outageMs: null },
      { factor: '2' },
      { transport: 'stream' },
      { schedule: 'hourly' },
      { signal: 'now' },
      { minDelayMs: 500, maxDelayMs: 100 },
      { schedule: 'fixed', factor: 2 },
      { schedule: 'expected', maxDelayMs: 100 },
      { schedule: () => 10, minDelayMs: 100 },
    ].map((options) => [verb, options] as const),
  ),
)('%s refuses %o, before any request', async (verb, options) => {
  expect(await refusal(verb, options)).toMatchObject({ code: 'invalid_argument' })
})

it.each([
  ['getMany', { concurrency: 0 }],
  ['getMany', { concurrency: Number.NaN }],
  ['getMany', { timeoutMs: 1_000 }],
  ['list', { limit: 0 }],
  ['list', { status: 'running' }],
  ['list', { status: ['done'] }],
  ['list', { cursor: 'abc' }],
  ['get', { timeoutMs: 0 }],
  ['create', { onUpload: true }],
  ['translate', { onUpload: true }],
  ['wait', { settle: 'yes' }],
])('%s refuses %o', async (verb, options) => {
  expect(await refusal(verb, options)).toMatchObject({ code: 'invalid_argument' })
})

it.each([
  { retries: 3 },
  { timeoutMs: 0 },
  { retry: { limits: 3 } },
  { retry: { limit: -1 } },
  { waiting: { concurrency: 2 } },
  { waiting: { maxPolls: 0 } },
  { waiting: { signal: AbortSignal.abort() } },
  { fetch: 'fetch' },
  { logger: {} },
  { logger: { debug() {}, info() {}, warn() {} } },
  { protocol: {} },
  { retry: { minDelayMs: 100, maxDelayMs: 5 } },
  { waiting: { schedule: 'exponential', factor: 0 } },
])('a client is not made with %o', (options) => {
  expect(() => new VideoTranslationClient(server, options as object)).toThrow(
    expect.objectContaining({ code: 'invalid_argument' }),
  )
})

it('an option that is undefined counts as not given: the default of the client stays', async () => {
  const { api, client } = setUp({ waiting: { maxPolls: 1 } })
  const { id } = api.add()
  await expect(client.wait(id, { maxPolls: undefined as never })).rejects.toMatchObject({ code: 'max_polls' })
})

it.each(['', 7, undefined])('an id that is %j is refused before any request', async (id) => {
  const { api, client } = setUp()
  await expect(client.wait(id as string)).rejects.toMatchObject({ code: 'invalid_argument' })
  await expect(client.get(id as string)).rejects.toMatchObject({ code: 'invalid_argument' })
  await expect(client.getMany([id as string])).rejects.toMatchObject({ code: 'invalid_argument' })
  expect(api.requests).toEqual([])
})

it.each(WAITS)('%s refuses a delay that contradicts a default of the client', async (verb) => {
  const { api, client } = setUp({ waiting: { minDelayMs: 5_000 } })
  const call = async () => await VERBS[verb]?.(client, { maxDelayMs: 1_000 })
  await expect(call()).rejects.toMatchObject({ code: 'invalid_argument' })
  expect(api.requests).toEqual([])
})

it('headers may be a Headers object', async () => {
  const headers: (string | null)[] = []
  const client = new VideoTranslationClient(server, {
    retry: { limit: 0 },
    headers: new Headers({ 'x-team': 'dubs' }),
    fetch: async (_url, init) => {
      headers.push(new Headers(init?.headers).get('x-team'))
      return Response.json({ engines: [] })
    },
  })
  await client.engines().catch(() => {})
  expect(headers).toEqual(['dubs'])
})

it.each([progressive, exponential])('%o never polls sooner than minDelayMs', (schedule) => {
  const state = { polls: 1, unchangedPolls: 0 } as ScheduleState
  expect(schedule({ minDelayMs: 8_000 })(state)).toBe(8_000)
})
