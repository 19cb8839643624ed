import { expect, test } from 'vitest'
import { cuesOf } from './cues.ts'
import type { Word } from './word.ts'

/** Words of half a second without gaps. A number in the text is a pause in seconds. */
function spoken(text: string, wordSeconds = 0.5): Word[] {
  const words: Word[] = []
  let at = 0
  for (const part of text.split(' ')) {
    const pause = /^\d/.test(part) ? Number.parseFloat(part) : undefined
    if (pause === undefined) words.push({ text: ` ${part}`, start: at, end: at + wordSeconds })
    at += pause ?? wordSeconds
  }
  return words
}

function textsOf(words: Word[]): string[] {
  return cuesOf(words).map(({ text }) => text)
}

test('a cue ends at the end of a sentence and at a pause', () => {
  expect(textsOf(spoken('Hoy es lunes. Mañana viene 0.7 mi hermana mayor.'))).toEqual([
    'Hoy es lunes.',
    'Mañana viene',
    'mi hermana mayor.',
  ])
})

test('an abbreviation and a single letter do not end a cue', () => {
  expect(textsOf(spoken('Mr. Smith y J. Pérez, del siglo III a.C. aproximadamente'))).toHaveLength(1)
})

test('sentences without spaces are cut at their own full stop', () => {
  const words = ['今日は', '晴れです。', '明日も', '晴れです。'].map((text, index) => ({
    text,
    start: index,
    end: index + 1,
  }))
  expect(textsOf(words)).toEqual(['今日は晴れです。', '明日も晴れです。'])
})

test('a long sentence is cut at its longest pause', () => {
  const [first, second] = textsOf(spoken(`${'uno '.repeat(5)}0.3 ${'dos '.repeat(9)}0.2 dos tres cuatro`))
  expect(first).toBe('uno uno uno uno uno')
  expect(second).toMatch(/^dos/)
})

test('a long sentence without a pause is cut after a comma, or else in the middle', () => {
  expect(textsOf(spoken(`${'uno '.repeat(7)}uno, ${'dos '.repeat(7)}dos`))).toEqual([
    'uno uno uno uno uno uno uno uno,',
    'dos dos dos dos dos dos dos dos',
  ])
  const halves = cuesOf(spoken('uno '.repeat(16).trim()))
  expect(halves.map(({ start, end }) => end - start)).toEqual([4, 4])
})

test('a cue of less than a second joins its nearer neighbour, but not across a long pause', () => {
  expect(textsOf(spoken('Sí. Ahora mismo voy.'))).toEqual(['Sí. Ahora mismo voy.'])
  expect(textsOf(spoken('Sí. 0.8 Ahora mismo voy.'))).toEqual(['Sí.', 'Ahora mismo voy.'])
})

test('cues are numbered from 1, in order and without overlap', () => {
  const cues = cuesOf(spoken(`${'palabra '.repeat(40)}fin.`))
  expect(cues.map(({ id }) => id)).toEqual(cues.map((_, index) => index + 1))
  for (const [index, cue] of cues.entries()) {
    expect(cue.end - cue.start).toBeLessThanOrEqual(7)
    expect(cue.start).toBeGreaterThanOrEqual(cues[index - 1]?.end ?? 0)
  }
})
