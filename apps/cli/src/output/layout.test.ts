import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { fit, pad, table, wrap } from './layout.ts'

const PACKS = [
  [
    'kokoro',
    'installed',
    '98.6 MB',
    'Apache-2.0',
    'speaks Spanish, English, French, Italian, Portuguese and Hindi',
  ],
  [
    'moonshine-base-es',
    '-',
    '64.6 MB',
    'Community License (free below 1 million USD of revenue)',
    'recognises Spanish',
  ],
]
const HEADING = ['pack', 'state', 'size', 'licence', 'what it does']

test('a line that is too long ends with an ellipsis', () => {
  expect(fit('abcdef', 4)).toBe('abc…')
})

test('width is counted in display cells, not in characters', () => {
  expect(fit('日本語の動画', 7)).toBe('日本語…')
  expect(pad('日本', 6)).toBe('日本  ')
  expect(pad('e\u0301', 3)).toBe('e\u0301  ')
  expect(wrap('日本語 日本語 日本語', 12, 2)).toEqual(['日本語', '  日本語', '  日本語'])
  expect(
    table(
      [
        ['👩‍👩‍👧‍👦', 'family'],
        ['ab', 'two'],
      ],
      80,
    ),
  ).toEqual(['👩‍👩‍👧‍👦  family', 'ab  two'])
})

test('a long line is broken between words, and what follows is indented', () => {
  expect(wrap('  note on es: take the text as a draft', 20, 4)).toEqual([
    '  note on es: take',
    '    the text as a',
    '    draft',
  ])
})

test('a word that is wider than the terminal stays whole, so that it can be copied', () => {
  expect(wrap('see /a/very/long/path/to/es.mp4 there', 10, 2)).toEqual([
    'see',
    '  /a/very/long/path/to/es.mp4',
    '  there',
  ])
  expect(wrap('as it is', Number.POSITIVE_INFINITY, 2)).toEqual(['as it is'])
})

test('the columns of a table are aligned, and an empty column is left out', () => {
  expect(
    table(
      [
        ['a', '', 'bb', 'c'],
        ['aaa', '', 'b', 'cc'],
      ],
      80,
    ),
  ).toEqual(['a    bb  c', 'aaa  b   cc'])
})

test('in a pipe each row is one line, however long', () => {
  expect(table(PACKS, Number.POSITIVE_INFINITY, HEADING)).toHaveLength(3)
})

test.each([200, 140, 110, 80, 60, 40, 30])(
  'at %i columns a table keeps its cells apart and whole',
  (columns) => {
    const lines = table(PACKS, columns, HEADING)
    for (const line of lines) expect(stringWidth(line), line).toBeLessThanOrEqual(columns)
    const words = lines.join(' ').split(/ +/)
    for (const word of PACKS.flat().flatMap((cell) => cell.split(' '))) expect(words).toContain(word)
  },
)

test('a table that is too wide wraps inside its columns', () => {
  expect(table(PACKS, 100, HEADING).slice(0, 3)).toEqual([
    'pack               state      size     licence                        what it does',
    'kokoro             installed  98.6 MB  Apache-2.0                     speaks Spanish, English,',
    '                                                                      French, Italian, Portuguese',
  ])
})

test('on a narrow terminal each row is a block', () => {
  expect(table(PACKS, 50, HEADING).slice(0, 3)).toEqual([
    'kokoro',
    '    installed  98.6 MB  Apache-2.0  speaks',
    '    Spanish, English, French, Italian, Portuguese',
  ])
})

test('on a narrow terminal a mark stays beside its name', () => {
  const lines = table([['✓', 'ffmpeg', 'ffmpeg 7.1 with every codec that is needed']], 30)
  expect(lines).toEqual(['✓ ffmpeg', '    ffmpeg 7.1 with every', '    codec that is needed'])
})
