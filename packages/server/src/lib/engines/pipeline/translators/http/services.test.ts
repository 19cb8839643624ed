import { expect, test } from 'vitest'
import { createDeepLTranslator, deepLOptionsFrom } from './deepl.ts'
import { createLibreTranslator, libreOptionsFrom } from './libretranslate.ts'

interface Asked {
  url: string
  headers: Record<string, string>
  body: Record<string, unknown>
}

/** A service that answers each request as `answer` says. */
function startService(answer: (asked: Asked, index: number) => Response | object) {
  const asked: Asked[] = []
  const fetch = async (url: string, init: { headers?: Record<string, string>; body?: string } = {}) => {
    const request = { url, headers: init.headers ?? {}, body: init.body ? JSON.parse(init.body) : {} }
    asked.push(request)
    const result = answer(request, asked.length - 1)
    return result instanceof Response ? result : Response.json(result)
  }
  return { asked, fetch: fetch as typeof globalThis.fetch }
}

const options = (more = {}) => ({
  from: 'en',
  to: 'es',
  signal: new AbortController().signal,
  onProgress: () => undefined,
  onWarning: () => undefined,
  ...more,
})
const linesOf = (...texts: string[]) => texts.map((text) => ({ text, budget: 100 }))
const retry = { limit: 2, minDelayMs: 1, maxDelayMs: 1 }

const LIBRE = [
  { code: 'en', targets: ['es', 'pt', 'zh-Hans'] },
  { code: 'es', targets: ['en'] },
]

function startLibre(answer: (q: string[]) => unknown) {
  const service = startService(({ url, body }) =>
    url.endsWith('/languages') ? LIBRE : { translatedText: answer(body['q'] as string[]) },
  )
  return {
    ...service,
    translator: createLibreTranslator({ baseUrl: 'http://libre.test/', retry, fetch: service.fetch }),
  }
}

const upper = (texts: string[]) => texts.map((text) => text.toUpperCase())

test('LibreTranslate translates in batches, and lines without letters are not sent', async () => {
  const { translator, asked } = startLibre(upper)
  const lines = linesOf('Hello.', '42', '', ...Array.from({ length: 30 }, (_, at) => `Line ${at}`))
  const translated = await translator.translate(lines, options({ to: 'pt-BR' }))
  expect(translated.slice(0, 4)).toEqual(['HELLO.', '42', '', 'LINE 0'])
  const bodies = asked.slice(1).map(({ body }) => body)
  expect(bodies.map(({ q }) => (q as string[]).length)).toEqual([25, 6])
  expect(bodies[0]).toMatchObject({ source: 'en', target: 'pt', format: 'text' })
})

test('LibreTranslate says which pairs it knows, and a server that is down is no reason to refuse', async () => {
  const { translator } = startLibre(upper)
  expect(await translator.missing({ from: 'en', to: 'zh' })).toBeUndefined()
  expect(await translator.missing({ from: 'es', to: 'fr' })).toMatchObject({
    code: 'unsupported_language_pair',
  })
  expect(await translator.pairs()).toContainEqual({ from: 'es', to: ['en'] })
  const down = startService(() => new Response('', { status: 502 }))
  const other = createLibreTranslator({ baseUrl: 'http://libre.test', retry, fetch: down.fetch })
  expect(await other.missing({ from: 'es', to: 'fr' })).toBeUndefined()
})

test('an answer with too few texts is not taken: its lines are sent alone', async () => {
  const { translator, asked } = startLibre((q) => (q.length > 1 ? upper(q).slice(1) : upper(q)))
  expect(await translator.translate(linesOf('one', 'two', 'three'), options())).toEqual([
    'ONE',
    'TWO',
    'THREE',
  ])
  expect(asked.filter(({ url }) => url.endsWith('/translate'))).toHaveLength(4)
  const mute = startLibre(() => 7)
  await expect(mute.translator.translate(linesOf('one'), options())).rejects.toMatchObject({
    code: 'translation_failed',
  })
})

const DEEPL = {
  source: [{ language: 'EN' }, { language: 'ES' }, { language: 'PT' }],
  target: [
    { language: 'EN-GB' },
    { language: 'EN-US' },
    { language: 'ES' },
    { language: 'PT-BR' },
    { language: 'PT-PT' },
  ],
}

function startDeepL(answer: (texts: string[], index: number) => Response | string[], apiKey = 'secret:fx') {
  const service = startService(({ url, body }, index) => {
    if (url.includes('type=source')) return DEEPL.source
    if (url.includes('type=target')) return DEEPL.target
    const result = answer(body['text'] as string[], index)
    return result instanceof Response ? result : { translations: result.map((text) => ({ text })) }
  })
  return { ...service, translator: createDeepLTranslator({ apiKey, retry, fetch: service.fetch }) }
}

test.each([
  ['en', 'EN-US'],
  ['en-GB', 'EN-GB'],
  ['pt', 'PT-PT'],
  ['pt-BR', 'PT-BR'],
  ['es-MX', 'ES'],
])('DeepL gets %s as %s', async (to, code) => {
  const { translator, asked } = startDeepL((texts) => texts)
  expect(await translator.translate(linesOf('Hola & adiós'), options({ from: 'es', to }))).toEqual([
    'Hola & adiós',
  ])
  expect(asked.at(-1)).toMatchObject({
    url: 'https://api-free.deepl.com/v2/translate',
    headers: { authorization: 'DeepL-Auth-Key secret:fx' },
    body: { source_lang: 'ES', target_lang: code },
  })
})

test('DeepL keeps terms of the glossary, and words that stay as they are', async () => {
  const { translator, asked } = startDeepL((texts) => texts.map((text) => text.replace('in the', 'en el')))
  const translated = await translator.translate(
    linesOf('Acme <in the> Dock, docker'),
    options({ glossary: { dock: 'muelle' }, keep: ['Acme'] }),
  )
  expect(asked.at(-1)?.body['text']).toEqual(['<x>Acme</x> &lt;in the&gt; <x>muelle</x>, docker'])
  expect(translated).toEqual(['Acme <en el> muelle, docker'])
})

test('terms may have any signs, which stand for themselves', async () => {
  const signs = ['e-mail', "O'Brien", 'AT&T', 'C++', 'a.b', '[x]', 'and/or', '50%', '#1', '~', 'a\\b']
  const { translator, asked } = startDeepL((texts) => texts)
  const text = `${signs.join(' ')} aXb`
  expect(await translator.translate(linesOf(text), options({ keep: signs }))).toEqual([text])
  const sent = String(asked.at(-1)?.body['text'])
  expect(sent.match(/<x>.*?<\/x>/g)).toEqual(signs.map((sign) => `<x>${sign.replace('&', '&amp;')}</x>`))
})

test('a service that is busy is asked again, and its key is in no message', async () => {
  const busy = startDeepL((texts, index) => (index < 4 ? new Response('wait', { status: 429 }) : texts))
  expect(await busy.translator.translate(linesOf('Hi'), options())).toEqual(['Hi'])
  const full = startDeepL(() => new Response('quota of secret:fx exceeded', { status: 456 }))
  const error: Error = await full.translator.translate(linesOf('Hi'), options()).catch((reason) => reason)
  expect(error).toMatchObject({ code: 'translator_out_of_quota', retryable: false })
  expect(error.message).not.toContain('secret')
})

test('the environment configures both', () => {
  expect(libreOptionsFrom({})).toBeUndefined()
  expect(deepLOptionsFrom({})).toBeUndefined()
  expect(libreOptionsFrom({ VIDEO_TRANSLATION_LIBRETRANSLATE_URL: 'http://l' })).toEqual({
    baseUrl: 'http://l',
  })
  expect(deepLOptionsFrom({ VIDEO_TRANSLATION_DEEPL_KEY: 'k' })).toEqual({ apiKey: 'k' })
  expect(() => createLibreTranslator({ baseUrl: 'nonsense' })).toThrow('http://localhost:5000')
  expect(() => createDeepLTranslator({ apiKey: 'a b' })).toThrow('ASCII')
})
