import { expect, test } from 'vitest'
import { layOutCaptions } from './captions.ts'
import { layOut } from './layout.ts'
import { toSrt, toVtt } from './formats.ts'
import { pairBlocks } from './pair-blocks.ts'

const GERMAN = { text: 'de', original: 'en' }
const words = (text: string) => text.split(/\s+/).filter(Boolean)

test('two short texts are one block', () => {
  expect(pairBlocks('Hola', 'Hello', { text: 'es', original: 'en' })).toEqual([
    { text: 'Hola', original: 'Hello' },
  ])
})

test('a long and a short text become equally many blocks, without losing a word', () => {
  const long = Array.from({ length: 60 }, (_, at) => `Wort${at}`).join(' ')
  const short = 'Only six words are said here.'
  for (const [text, original] of [
    [long, short],
    [short, long],
  ] as const) {
    const blocks = pairBlocks(text, original, GERMAN)
    expect(words(blocks.map((block) => block.text).join(' '))).toEqual(words(text))
    expect(words(blocks.map((block) => block.original).join(' '))).toEqual(words(original))
    expect(blocks.every((block) => layOut(block.text, 'de').length <= 1)).toBe(true)
  }
})

test('both languages are divided between phrases', () => {
  const text =
    'Das Krankenhaus hat die Vorschriften zur Verhütung von Ansteckungen befolgt und den Patienten von allen anderen getrennt.'
  const original = 'It followed the protocol for the control of infections.'
  const [first, second] = pairBlocks(text, original, GERMAN)
  expect(second?.text).toMatch(/^und/)
  expect(first?.original).not.toMatch(/\b(?:for|the|of)$/)
})

test('a huge text pairs in a few rounds', () => {
  const text = 'x'.repeat(41).concat(' y ').repeat(2000)
  expect(
    words(
      pairBlocks(text, 'one', GERMAN)
        .map((block) => block.text)
        .join(' '),
    ),
  ).toHaveLength(4000)
})

test('words of no width, and words that are wide only where they stand alone, come to an end', () => {
  const invisible = Array.from({ length: 200 }, () => '\u200B').join(' ')
  const wide = `가가/${'가'.repeat(15)}/가가가`
  const latin = 'Many plain words stand before the wide ones and make the lines long. '.repeat(3)
  for (const text of [`${invisible} hola`, `${latin}${wide} ${latin}`]) {
    const blocks = pairBlocks(text, 'hello', GERMAN)
    expect(words(blocks.map((block) => block.text).join(' ')).join('')).toBe(words(text).join(''))
    expect(blocks.length).toBeLessThan(20)
  }
})

test('both languages stand in SubRip and WebVTT, the original below or above', () => {
  const captions = [{ start: 0, end: 2, text: '你好', original: 'Hello <b>' }]
  expect(toSrt(captions)).toBe('1\n00:00:00,000 --> 00:00:02,000\n你好\nHello ‹b›\n')
  expect(toVtt(captions, { original: 'above' })).toContain('Hello &lt;b&gt;\n你好\n')
})

test('captions that would flash join in both languages', async () => {
  const captions = [
    { start: 0, end: 0.3, text: 'Sí.', original: 'Yes.' },
    { start: 0.4, end: 2, text: 'Claro.', original: 'Of course.' },
  ]
  expect(toSrt(await layOutCaptions(captions, { languages: { text: 'es', original: 'en' } }))).toBe(
    '1\n00:00:00,000 --> 00:00:02,000\nSí. Claro.\nYes. Of course.\n',
  )
})
