import { expect, test } from 'vitest'
import type { Warning } from 'video-translation-client'
import type { Line, TranslateOptions, Translator } from '../providers/providers.ts'
import { withTerms } from './with-terms.ts'

/** Translates by the given function, and records what it gets. */
function setUp(translate: (text: string) => string) {
  const asked: string[][] = []
  const warnings: Warning[] = []
  const told: [number, string][] = []
  const translator = withTerms({
    name: 'book',
    async translate(lines: Line[], { onText }: TranslateOptions) {
      asked.push(lines.map(({ text }) => text))
      const texts = lines.map(({ text }) => translate(text))
      for (const [at, text] of texts.entries()) onText?.(at, text)
      return texts
    },
  } as unknown as Translator)
  const run = async (texts: string[], terms: { glossary?: Record<string, string>; keep?: string[] }) => {
    const lines = texts.map((text) => ({ text, budget: 100 }))
    const signal = new AbortController().signal
    const onWarning = (warning: Warning) => void warnings.push(warning)
    return await translator.translate(lines, {
      from: 'en',
      to: 'es',
      signal,
      onProgress() {},
      onWarning,
      onText: (at, text) => void told.push([at, text]),
      ...terms,
    })
  }
  return { run, asked, warnings, told }
}

const TERMS = { glossary: { server: 'servidor', 'web server': 'servidor web' }, keep: ['GitHub'] }

test('a translator gets placeholders, and the terms stand where it put them', async () => {
  const { run, asked, warnings } = setUp((text) => text.split(' ').toReversed().join(' '))
  expect(await run(['The web server of GITHUB fails.', 'No terms here.'], TERMS)).toEqual([
    'fails. GitHub of servidor web The',
    'here. terms No',
  ])
  expect(asked[0]?.[0]).not.toMatch(/server|github/i)
  expect(asked).toHaveLength(1)
  expect(warnings).toEqual([])
})

test('a line is told with its terms, so that it is spoken before its turn, unless they are lost', async () => {
  const { run, told } = setUp((text) => (text.startsWith('Lost') ? 'nothing' : text.toUpperCase()))
  await run(['One server.', 'Lost server.', 'No terms.'], TERMS)
  expect(told).toEqual([
    [0, 'ONE servidor.'],
    [2, 'NO TERMS.'],
  ])
})

test('placeholders may change their case, and stand in a script without spaces', async () => {
  const { run } = setUp((text) => `中文${text.replace(/.*(Zq.x).*(Zq.x).*/, '$2和$1').toLowerCase()}。`)
  expect(await run(['The server and GitHub.'], TERMS)).toEqual(['中文GitHub和servidor。'])
})

test.each([
  ['loses', (text: string) => text.replace(/Zq.x/, '')],
  ['doubles', (text: string) => text.replace(/(Zq.x)/, '$1 $1')],
  ['inflects', (text: string) => text.replace(/(Zq.x)/, '$1os')],
])('a line whose placeholder the translator %s is translated as it is, with a warning', async (_, change) => {
  const { run, asked, warnings } = setUp(change)
  expect(await run(['One server.', 'Nothing.'], TERMS)).toEqual(['One server.', 'Nothing.'])
  expect(asked[1]).toEqual(['One server.'])
  expect(warnings).toMatchObject([{ code: 'terms_lost', message: expect.stringContaining('servidor') }])
})

test.each([
  ['has words like placeholders', 'A zqax server.'],
  ['has too many terms', 'server '.repeat(27).trim()],
])('a line that %s is translated as it is, once, with a warning', async (_, text) => {
  const { run, asked, warnings } = setUp((line) => line)
  expect(await run([text, 'One server.'], TERMS)).toEqual([text, 'One servidor.'])
  expect(asked).toHaveLength(1)
  expect(warnings).toMatchObject([{ code: 'terms_lost', message: expect.stringContaining('servidor') }])
})

test('without terms nothing changes', async () => {
  const { run, asked } = setUp((text) => text.toUpperCase())
  expect(await run(['A zqax server.'], {})).toEqual(['A ZQAX SERVER.'])
  expect(await run(['A zqax server.'], TERMS)).toEqual(['A ZQAX SERVER.'])
  expect(asked).toHaveLength(2)
})
