import { expect, test } from 'vitest'
import { type Font, fontFor, missingCharacters, parseFonts } from './fonts.ts'
import { escapeFilterValue } from '../burnt-picture.ts'
import { findBurnInProblem } from './requirements.ts'

const PRINTED = [
  'Emoji\tTrue\t1f600-1f64f',
  'Latin Sans\tFalse\t20-7e a0-17f 2d-2d',
  'Thai Sans\tFalse\te01-e3a',
  '',
].join('\n')
const FONTS = parseFonts(PRINTED)
const fonts = () => Promise.resolve(FONTS)

test('the first font that has the letters of the script is taken', () => {
  expect(['de', 'th', 'ja', 'zh-TW'].map((tag) => fontFor(tag, FONTS))).toEqual([
    'Latin Sans',
    'Thai Sans',
    undefined,
    undefined,
  ])
})

test('characters that no font has are found, and those with colours cannot be drawn', () => {
  expect(missingCharacters(['aé ก\u200d\ufe0f', 'a😀日日'], FONTS)).toEqual(['😀', '日'])
})

test('the ranges of fonts are looked through once, however many characters a text has', () => {
  let reads = 0
  const font = (...ranges: Font['ranges']): Font => ({
    family: 'Sans',
    get ranges() {
      reads++
      return ranges
    },
  })
  const fonts = [font([0x61, 0x63], [0x78, 0x79]), font([0x62, 0x66]), font([0x7a, 0x7a]), font()]
  const letters = 'abcdefghijklmnopqrstuvwxyz'
  expect(missingCharacters([letters], fonts).join('')).toBe('ghijklmnopqrstuvw')
  expect(reads).toBe(fonts.length)
})

test('a missing font is named with its Debian package', async () => {
  expect(await findBurnInProblem(['es', 'ja'], fonts)).toMatchObject({
    code: 'burn_in_unavailable',
    message: expect.stringMatching(/Japanese.*apt-get install fonts-noto-cjk/),
  })
  expect((await findBurnInProblem(['hi'], fonts))?.message).toContain('fonts-noto-core')
  expect(await findBurnInProblem(['es', 'th'], fonts)).toBeUndefined()
})

test('a language with a font is looked for once, and one without until it has one', async () => {
  const asked: string[] = []
  const list = async (language: string) => {
    asked.push(language)
    return FONTS
  }
  for (let requests = 0; requests < 3; requests++) await findBurnInProblem(['es', 'th', 'ja'], list)
  expect(asked).toEqual(['es', 'th', 'ja', 'ja', 'ja'])
})

test('without fontconfig the error says what to install', async () => {
  const missing = (): Promise<Font[]> => Promise.reject(new Error('ENOENT'))
  expect((await findBurnInProblem(['es'], missing))?.message).toContain('apt-get install fontconfig')
})

test('a path is escaped for the option, and then for the graph', () => {
  expect(escapeFilterValue("/a b/it's:x")).toBe(String.raw`/a b/it\\\'s\\:x`)
  expect(escapeFilterValue('a,[b];')).toBe(String.raw`a\,\[b\]\;`)
})
