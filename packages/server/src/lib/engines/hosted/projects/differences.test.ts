import { expect, it } from 'vitest'
import type { Cue, CuePage } from 'video-translation-client'
import type { SheetCue, SheetTarget } from 'video-translation-client/editing'
import { lineEdits, reopenings, textEdits } from './differences.ts'
import { resultsOf } from '../lines/results.ts'

function line(id: string, start: number, end: number, text: string, es: string | null = null): Cue {
  return { id, start, end, text, targets: { es: { text: es, approved: false, state: 'stale' } } }
}

function cue(id: string, start: number, end: number, text: string, es?: SheetTarget): SheetCue {
  return { id, start, end, text, targets: es ? { es } : {} }
}

const ES = { language: 'es', tag: 'es' }

function page(items: Cue[]): CuePage {
  return { revision: 1, applied: {}, items }
}

const LINES = [line('a', 0, 2, 'One.'), line('b', 2, 4, 'Two.'), line('c', 4, 6, 'Three.')]

it('asks for nothing where a vendor only rounds times, or writes spaces in its own way', () => {
  const cues = [cue('c1', 0, 1.234, 'One.')]
  expect(lineEdits(cues, page([line('a', 0.000_4, 1.234_4, 'One.')]))).toEqual([])
  expect(lineEdits(cues, page([line('a', 0.01, 1.24, ' One.\u00A0')]))).toEqual([])
})

it('finds the lines of cues that were cut, joined, moved or deleted', () => {
  const cues = [cue('c1', 0, 1, 'O'), cue('c4', 1, 2, 'ne.'), cue('c2', 2, 6, 'Two. Three.')]
  expect(lineEdits(cues, page(LINES))).toEqual([{ op: 'delete', cue: 'c' }])
  expect(lineEdits(cues, page(LINES.slice(0, 2)))).toEqual([
    { op: 'set', cue: 'a', text: 'O', start: 0, end: 1 },
    { op: 'insert', start: 1, end: 2, text: 'ne.' },
    { op: 'set', cue: 'b', text: 'Two. Three.', start: 2, end: 6 },
  ])
})

it('moves the last first where lines move later, and the first first where they move earlier', () => {
  const moved = (by: number) => LINES.map(({ id, start, end, text }) => cue(id, start + by, end + by, text))
  const order = (by: number) =>
    lineEdits(moved(by), page(LINES)).map((edit) => ('cue' in edit ? edit.cue : edit.op))
  expect(order(0.5)).toEqual(['c', 'b', 'a'])
  expect(order(-0.5)).toEqual(['a', 'b', 'c'])
})

it('keeps a line that two people say at once, and deletes one that was made twice', () => {
  const twice = [...LINES, line('d', 4, 6, 'Three.')]
  const cues = LINES.map(({ id, start, end, text }) => cue(id, start, end, text))
  expect(lineEdits(cues, page(twice))).toEqual([{ op: 'delete', cue: 'd' }])
  expect(lineEdits([...cues, cue('c4', 4, 6, 'Three.')], page(twice))).toEqual([])
})

it('sends the texts that stand, and leaves to the vendor what it has to translate', () => {
  const lines = [line('a', 0, 2, 'One.', 'Uno.'), line('b', 2, 4, 'Two.', 'Dos.'), line('c', 4, 6, 'Three.')]
  const cues = [
    cue('c1', 0, 2, 'One.', { text: 'Una.', author: 'person' }),
    cue('c2', 2, 4, 'Two.', { text: null }),
    cue('c3', 4, 6, 'Three.', { text: 'Tres.', author: 'machine', of: 'Tree.' }),
  ]
  expect(textEdits(cues, page(lines), ES)).toEqual([{ op: 'set', cue: 'a', target: 'es', text: 'Una.' }])
  expect(reopenings(cues, page(lines), ES)).toEqual([{ op: 'set', cue: 'b', target: 'es', text: null }])
})

it('says of each cue what the vendor has spoken, and translated for it', () => {
  const lines = [line('a', 0, 2, 'One.', 'Uno.'), line('b', 2, 4, 'Two.', 'Dos.'), line('c', 4, 6, 'Three.')]
  const cues = [
    cue('c1', 0, 2, 'One.', { text: 'Uno.', author: 'person' }),
    cue('c2', 2, 4, 'Two.'),
    cue('c3', 4, 6, 'Three.'),
  ]
  expect(resultsOf([...cues, cue('c4', 8, 9, 'Lost.')], lines, ES)).toEqual({
    translated: [
      { id: 'c2', source: 'Two.', text: 'Dos.' },
      // The vendor says nothing for it, which is a translation, too.
      { id: 'c3', source: 'Three.', text: '' },
    ],
    spoken: [
      { id: 'c1', start: 0, end: 2, source: 'One.', text: 'Uno.' },
      { id: 'c2', start: 2, end: 4, source: 'Two.', text: 'Dos.' },
      { id: 'c3', start: 4, end: 6, source: 'Three.', text: '' },
    ],
  })
})

it('leaves a cue out of date that the vendor has otherwise', () => {
  const cues = [cue('c1', 0, 2, 'One.', { text: 'Una.', author: 'person' })]
  const { spoken } = resultsOf(cues, [line('a', 0, 2, 'One.', 'Uno.')], ES)
  expect(spoken[0]?.text).toBe('Uno.')
  expect(resultsOf(cues, [line('a', 0, 2, 'One.', 'Una. ')], ES).spoken[0]?.text).toBe('Una.')
})
