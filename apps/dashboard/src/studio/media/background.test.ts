import { expect, onTestFinished, test, vi } from 'vitest'
import { type Cue, VideoTranslationClient } from 'video-translation-client'
import { createBackground } from './background.ts'
import { createHearing } from './hearing.ts'
import { afterSaving, speakWith } from './speaking.ts'

const SERVER = 'http://127.0.0.1:9'
const CUE: Cue = {
  id: 'c1',
  start: 0,
  end: 2,
  text: 'One',
  targets: { es: { text: 'Uno', approved: false, state: 'stale' } },
}
const { signal } = new AbortController()
const spoken = () => Response.json({ id: 'pv_1', status: 'completed', clip: { url: '/clip' } })

/** A server with these answers, and the two clients of a page. */
function openPage(...answers: Response[]) {
  const methods: string[] = []
  const fetch = async (_input: unknown, init?: RequestInit) => {
    methods.push(init?.method ?? '')
    return answers.shift() ?? spoken()
  }
  const background = createBackground(SERVER, 'key', fetch)
  const client = new VideoTranslationClient(SERVER, { fetch })
  const hearing = createHearing(
    { language: 'es', nextStart: () => undefined },
    {
      speak: speakWith(client, 'tr_1', 'es'),
      speakAhead: speakWith(background.client, 'tr_1', 'es'),
      current: async () => undefined,
      play: async () => {},
      stop: () => {},
    },
  )
  return { background, hearing, methods }
}

test('after a refusal of a line that nobody waits for, one that is pressed is spoken at once', async () => {
  const refusal = Response.json({}, { status: 429, headers: { 'retry-after': '60' } })
  const { hearing, methods } = openPage(refusal)
  await expect(hearing.prepare(CUE, signal)).rejects.toMatchObject({ status: 429 })
  expect(methods).toEqual(['POST'])
  await hearing.hear(CUE)
  expect([methods, hearing.has(CUE)]).toEqual([['POST', 'POST'], true])
})

test.each([
  [120, 60, false],
  [120, 100, true],
])(
  'of %i lines a minute %i are left: whether one is spoken ahead is %s',
  async (limit, remaining, isTaken) => {
    const headers = {
      'x-ratelimit-limit': `${limit}`,
      'x-ratelimit-remaining': `${remaining}`,
      'x-ratelimit-reset': '50',
    }
    const { hearing, background } = openPage(Response.json(await spoken().json(), { headers }))
    expect(background.allowance.take(120)).toBe(true)
    await hearing.prepare(CUE, signal)
    expect(background.allowance.take(120)).toBe(isTaken)
  },
)

test('a line that is on its way does not wait until the rate limit ends', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const headers = { 'x-ratelimit-limit': '1', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '50' }
  const { hearing, background, methods } = openPage(Response.json(await spoken().json(), { headers }))
  await hearing.prepare(CUE, signal)
  void speakWith(background.client, 'tr_1', 'es')('c1', { text: 'Dos', voice: undefined }, signal)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(methods).toEqual(['POST', 'POST'])
})

test('a line is spoken once the server has its speaker and its time', async () => {
  const calls: string[] = []
  const session = {
    async flush() {
      calls.push('saved')
      if (calls.length > 2) throw new Error('No server.')
    },
  }
  const speak = afterSaving(session, async () => ({ sound: `/${calls.push('spoken')}` }))
  await speak('c1', { text: 'Uno', voice: undefined }, signal)
  await speak('c1', { text: 'Dos', voice: undefined }, signal)
  expect(calls).toEqual(['saved', 'spoken', 'saved', 'spoken'])
})
