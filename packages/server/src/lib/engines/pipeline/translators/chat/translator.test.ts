import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { FAULTS } from '../../../../../../test/support/chat-endpoint.ts'
import { comesFrom, pseudoTranslate } from '../../../../../../test/support/pseudo-translation.ts'
import { chatOptionsFrom, createChatTranslator } from './translator.ts'
import { startScripted } from './testing/start-scripted.ts'
import { makeLines, startTranslator } from './testing/start-translator.ts'

test('every line is translated, in order, with several batches at once', async () => {
  const { endpoint, translate, warnings, progress } = await startTranslator(
    { latencyMs: 60 },
    { concurrency: 3 },
  )
  const lines = makeLines(200)
  expect(await translate(lines)).toEqual(lines.map((line) => pseudoTranslate(line, 'es')))
  expect(endpoint.summaries).toHaveLength(1)
  expect(endpoint.requests).toHaveLength(10)
  expect(endpoint.mostUnderWay()).toBe(3)
  expect(endpoint.requests.every(({ temperature, model }) => temperature === 0 && model === 'm1')).toBe(true)
  expect(progress).toEqual(progress.toSorted((one, other) => one - other))
  expect(progress.at(-1)).toBe(1)
  expect(warnings).toEqual([])
})

test.each(FAULTS.filter((fault) => !['no_json', 'no_content', 'html', 'refuse'].includes(fault)))(
  'a model that starts with the fault "%s" still translates every line',
  async (fault) => {
    const { translate, warnings } = await startTranslator({
      faultOf: (index) => (index < 3 ? fault : 'none'),
      seed: 3,
    })
    const lines = makeLines(75)
    expect(await translate(lines)).toEqual(lines.map((line) => pseudoTranslate(line, 'es')))
    expect(warnings).toEqual([])
  },
)

test.each(['no_json', 'no_content', 'html', 'refuse'] as const)(
  'after the answer "%s" to a large batch, the lines are sent again in smaller ones',
  async (fault) => {
    const { endpoint, translate } = await startTranslator({
      faultOf: (_, { lines }) => (lines.length > 10 ? fault : 'none'),
    })
    const lines = makeLines(30)
    expect(await translate(lines)).toEqual(lines.map((line) => pseudoTranslate(line, 'es')))
    expect(endpoint.requests.map(({ question }) => question.lines.length)).toEqual([20, 10, 10, 10])
  },
)

test('of an answer with one bad line, only that line is asked for again', async () => {
  const lines = makeLines(20)
  const { asked, translate } = startScripted((question, index) => {
    const items = question.map(({ id, text }) => ({ id, text: pseudoTranslate(text, 'es') }))
    return JSON.stringify(items.map((item, at) => (index === 0 && at === 7 ? { ...item, text: '<b' } : item)))
  })
  expect(await translate(lines)).toEqual(lines.map((line) => pseudoTranslate(line, 'es')))
  expect(asked.map((question) => question.length)).toEqual([20, 1])
})

test('a line that the model never delivers stays empty, with a warning that names it', async () => {
  const { endpoint, translate, warnings } = await startTranslator({
    faultOf: (_, { lines }) => (lines.some(({ text }) => text.includes('poison')) ? 'refuse' : 'none'),
  })
  const lines = ['The dog.', 'This is poison.', 'The cat.', 'The sea.']
  expect(await translate(lines)).toEqual(['El perro.', '', 'El gato.', 'El mar.'])
  expect(warnings).toMatchObject([{ code: 'lines_untranslated' }])
  expect(warnings[0]?.message).toContain('1 of 4 lines')
  expect(warnings[0]?.message).toContain('line 2')
  expect(endpoint.requests.length).toBeLessThan(10)
})

test('for a model that can answer only one line at a time, the error says how to ask for single lines', async () => {
  const faultOf = (_: number, { lines }: { lines: unknown[] }) => (lines.length > 1 ? 'no_json' : 'none')
  const { endpoint, translate } = await startTranslator({ faultOf })
  const lines = makeLines(40)
  await expect(translate(lines)).rejects.toThrow('VIDEO_TRANSLATION_CHAT_BATCH_LINES')
  expect(endpoint.requests.length + endpoint.summaries.length).toBeLessThanOrEqual(9)
  const single = await startTranslator({ faultOf }, { batchLines: 1 })
  expect(await single.translate(lines)).toEqual(lines.map((line) => pseudoTranslate(line, 'es')))
})

test('a translation without a single line fails with the reason', async () => {
  const { endpoint, translate } = await startTranslator({ faultOf: () => 'refuse' })
  await expect(translate(makeLines(40))).rejects.toMatchObject({ code: 'translation_failed' })
  await expect(translate(makeLines(2))).rejects.toThrow('this I will not have')
  expect(endpoint.requests.length).toBeLessThan(15)
})

test('a line far over its budget is sent again, and the shorter version kept', async () => {
  const { endpoint, translate } = await startTranslator({ budget: 'when_asked' })
  const lines = ['The old man and the sea and the very big house on the water', 'The dog']
  const [long = '', short] = await translate(lines, { budget: 30 })
  expect(long.length).toBeLessThanOrEqual(30)
  expect(comesFrom(long, lines[0] ?? '', 'es')).toBe(true)
  expect(short).toBe('El perro')
  expect(endpoint.requests.map(({ question }) => question.lines.length)).toEqual([2, 1])
})

test('a model that cannot shorten a line is asked twice at most', async () => {
  const { endpoint, translate } = await startTranslator({ budget: 'never' })
  const line = 'The old man and the sea and the very big house on the water'
  expect(await translate([line], { budget: 20 })).toEqual([pseudoTranslate(line, 'es')])
  expect(endpoint.requests).toHaveLength(3)
})

test('a failure while shortening keeps the existing translation', async () => {
  const { translate } = await startTranslator({
    budget: 'never',
    faultOf: (index) => (index > 0 ? 'server_error' : 'none'),
  })
  const line = 'The old man and the sea and the very big house'
  expect(await translate([line], { budget: 10 })).toEqual([pseudoTranslate(line, 'es')])
})

test('lines without letters stay unchanged and are not sent', async () => {
  const { endpoint, translate } = await startTranslator()
  expect(await translate(['', ' 42 ', '...', 'The\n dog'])).toEqual(['', '42', '...', 'El perro'])
  expect(endpoint.requests[0]?.question.lines).toMatchObject([{ text: 'The dog' }])
  expect(await translate(['1', '?'])).toEqual(['1', '?'])
  expect(endpoint.requests).toHaveLength(1)
})

test('the prompt has the speech around a batch, and only the terms that occur in it', async () => {
  const glossary = { es: { dog: 'can', unicorn: 'unicornio' } }
  const { endpoint, translate } = await startTranslator({}, { batchLines: 2, concurrency: 1, glossary })
  const translated = await translate(['One.', 'Two.', 'Three.', 'The dog.', 'Five.', 'Six.'], { to: 'es-MX' })
  expect(translated[3]).toBe('El can.')
  const { before, after, glossary: sent } = endpoint.requests[1]?.question ?? {}
  expect(before).toEqual(['One.', 'Two.'])
  expect(after).toEqual(['Five.', 'Six.'])
  expect(sent).toEqual({ dog: 'can' })
})

test('batches stay within the limit of characters', async () => {
  const { endpoint, translate } = await startTranslator({}, { batchChars: 100 })
  await translate([...makeLines(10), 'The dog '.repeat(30)])
  for (const { question } of endpoint.requests) {
    const chars = question.lines.reduce((sum, { text }) => sum + text.length, 0)
    expect(chars <= 100 || question.lines.length === 1).toBe(true)
  }
})

test('an endpoint that stays down is a retryable error, without key or password in its message', async () => {
  const { endpoint, translate } = await startTranslator(
    { faultOf: () => 'server_error' },
    { apiKey: 'sk-secret' },
  )
  await expect(translate(['The dog'])).rejects.toMatchObject({
    code: 'translator_unavailable',
    retryable: true,
  })
  expect(endpoint.requests).toHaveLength(5)
  expect(endpoint.requests[0]?.authorization).toBe('Bearer sk-secret')
  await endpoint.close()
  const error: Error = await translate(['The dog']).catch((reason) => reason)
  expect(error.message).toContain('ECONNREFUSED')
  expect(error.message).not.toContain('sk-secret')
})

test.each([
  [401, 'translator_unauthorized'],
  [404, 'translator_misconfigured'],
  [307, 'translator_misconfigured'],
])('an answer %i fails at once with %s, and a quoted key is hidden', async (status, code) => {
  let asked = 0
  const server = createServer((_request, response) => {
    asked++
    response.writeHead(status, { location: 'http://127.0.0.1:9/' }).end('no such key: sk-secret')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`
  const { translate } = await startTranslator({}, { baseUrl, apiKey: 'sk-secret' })
  const error = await translate(['The dog']).catch((reason) => reason)
  expect(error).toMatchObject({ code, retryable: false })
  expect(error.message).not.toContain('sk-secret')
  expect(asked).toBe(1)
})

test.each(['3600', 'Wed, 01 Jan 2300 00:00:00 GMT', 'soon', '-5'])(
  'a Retry-After of "%s" delays the retry by the longest delay at most',
  async (retryAfter) => {
    let asked = 0
    const busyOnce: typeof fetch = (input, init) =>
      asked++ === 0
        ? Promise.resolve(new Response('busy', { status: 429, headers: { 'retry-after': retryAfter } }))
        : fetch(input, init)
    const { translate } = await startTranslator({}, { fetch: busyOnce })
    expect(await translate(['The dog'])).toEqual(['El perro'])
    expect(asked).toBe(2)
  },
)

test('a request that exceeds its timeout is retried', async () => {
  let asked = 0
  const silent: typeof fetch = (_, init) => {
    asked++
    return new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error))
    })
  }
  const retry = { limit: 1, minDelayMs: 1 }
  const { translate } = await startTranslator({}, { fetch: silent, timeoutMs: 50, retry })
  await expect(translate(['The dog'])).rejects.toThrow('did not answer in time')
  expect(asked).toBe(2)
})

test('an abort rejects at once with its own reason, and no more requests are sent', async () => {
  const { endpoint, translate } = await startTranslator(
    { latencyMs: 60_000 },
    { concurrency: 2, batchLines: 1 },
  )
  const controller = new AbortController()
  const run = translate(makeLines(2), { signal: controller.signal })
  const rejected = expect(run).rejects.toThrow('canceled by the user')
  await vi.waitFor(() => expect(endpoint.requests).toHaveLength(1), 60_000)
  const begun = performance.now()
  controller.abort(new Error('canceled by the user'))
  await rejected
  expect(performance.now() - begun).toBeLessThan(30_000)
  expect(endpoint.requests).toHaveLength(1)
})

test('an abort during the delay before a retry rejects at once', async () => {
  const retry = { limit: 5, minDelayMs: 60_000, maxDelayMs: 60_000 }
  const { translate } = await startTranslator({ faultOf: () => 'server_error' }, { retry })
  const controller = new AbortController()
  const run = translate(['The dog'], { signal: controller.signal })
  setTimeout(() => controller.abort(new Error('canceled by the user')), 50)
  await expect(run).rejects.toThrow('canceled by the user')
})

test('the identity contains model, URL and glossary, and no secret', async () => {
  const options = { baseUrl: 'https://user:pass@host.example/v1?key=x', model: 'm1', apiKey: 'sk-secret' }
  const identity = await createChatTranslator(options).identity()
  expect(identity).toContain('m1 https://host.example/v1 ')
  expect(identity).not.toMatch(/pass|key=x|sk-secret/)
  const other = createChatTranslator({ ...options, glossary: { es: { a: 'b' } } })
  expect(await other.identity()).not.toBe(identity)
})

test('the environment must set both URL and model, or neither', () => {
  expect(chatOptionsFrom({})).toBeUndefined()
  const url = 'http://127.0.0.1:8080/v1'
  expect(chatOptionsFrom({ VIDEO_TRANSLATION_CHAT_URL: url, VIDEO_TRANSLATION_CHAT_MODEL: 'm' })).toEqual({
    baseUrl: url,
    model: 'm',
    apiKey: undefined,
  })
  const more = { VIDEO_TRANSLATION_CHAT_URL: url, VIDEO_TRANSLATION_CHAT_MODEL: 'm' }
  expect(
    chatOptionsFrom({
      ...more,
      VIDEO_TRANSLATION_CHAT_BODY: '{"reasoning_effort":"low"}',
      VIDEO_TRANSLATION_CHAT_BATCH_LINES: '5',
    }),
  ).toMatchObject({ body: { reasoning_effort: 'low' }, batchLines: 5 })
  expect(() => chatOptionsFrom({ ...more, VIDEO_TRANSLATION_CHAT_BODY: '[1]' })).toThrow('JSON object')
  expect(() => chatOptionsFrom({ ...more, VIDEO_TRANSLATION_CHAT_BATCH_LINES: '0' })).toThrow('at least 1')
  expect(() => chatOptionsFrom({ VIDEO_TRANSLATION_CHAT_URL: url })).toThrow(
    'VIDEO_TRANSLATION_CHAT_MODEL is not set',
  )
  expect(() => createChatTranslator({ baseUrl: 'nonsense', model: 'm' })).toThrow('https://host/v1')
})
