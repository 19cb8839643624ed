import { expect, it } from 'vitest'
import type { CueEdit } from '../cue.ts'
import { applyEdits } from './apply-edits.ts'
import type { SheetCue, SheetTarget } from './cue-sheet.ts'

function cue(number: number, text: string, es: SheetTarget): SheetCue {
  return { id: `c${number}`, start: number, end: number + 1, text, targets: { es } }
}

function edited(cues: SheetCue[], ...edits: CueEdit[]): SheetCue | undefined {
  const history = { before: () => undefined, touchedSince: () => new Set<string>() }
  const context = { by: 'ann', languages: ['es'], seconds: 60, history }
  return applyEdits({ cues, nextNumber: 9 }, edits, context).sheet.cues[0]
}

const CURRENT: SheetTarget = { text: 'Uno.', author: 'machine', of: 'One.' }
const OUTDATED: SheetTarget = { text: 'Dos.', author: 'machine', of: 'Before.' }
const PERSON: SheetTarget = { text: 'Tres.', author: 'person', by: 'bob' }

it('a merge has an outdated translation made again, and signs it with nobody', () => {
  const merge: CueEdit = { op: 'merge', cues: ['c1', 'c2'] }
  const join = (one: SheetTarget, other: SheetTarget) =>
    edited([cue(1, 'One.', one), cue(2, 'Two.', other)], merge)?.targets['es']
  expect(join(PERSON, OUTDATED)).toEqual({ text: null })
  expect(join(OUTDATED, PERSON)).toEqual({ text: null })
  expect(join(CURRENT, PERSON)).toEqual({ text: 'Uno. Tres.', author: 'person', by: 'bob' })
  expect(join(PERSON, { text: null })).toEqual(PERSON)
})

it('a person who sends the text of an outdated translation confirms it', () => {
  const send = (target: SheetTarget, text: string) =>
    edited([cue(1, 'One.', target)], { op: 'set', cue: 'c1', target: 'es', text })?.targets['es']
  expect(send(OUTDATED, 'Dos.')).toEqual({ text: 'Dos.', author: 'person', by: 'ann' })
  expect(send(CURRENT, 'Uno.')).toEqual(CURRENT)
  expect(send(PERSON, 'Tres.')).toEqual(PERSON)
})

it('a line without words of the source is split by those of its target', () => {
  const split: CueEdit = { op: 'split', cue: 'c1', at: 1.5, targets: { es: ['Uno', 'dos'] } }
  const first = edited([cue(1, '', { text: 'Uno dos', author: 'machine', of: '' })], split)
  expect(first).toMatchObject({ text: '', end: 1.5, targets: { es: { text: 'Uno' } } })
})

it('a text is one line, whose no-break spaces stay', () => {
  expect(edited([cue(1, 'One.', CURRENT)], { op: 'set', cue: 'c1', text: 'A\r\n\n b\u00A0!  c' })?.text).toBe(
    'A b\u00A0! c',
  )
})

it('refuses an overlap with a cue that an edit placed, and leaves others that overlap', () => {
  const long = { ...cue(1, 'One.', CURRENT), end: 9 }
  const cues = [long, cue(2, 'Two.', CURRENT), cue(3, 'Three.', CURRENT), cue(20, 'Last.', CURRENT)]
  expect(edited(cues, { op: 'set', cue: 'c20', text: 'End.' })).toEqual(long)
  expect(() => edited(cues, { op: 'set', cue: 'c20', start: 8.5 })).toThrow('c1 (to 9 s) and c20')
  expect(() => edited(cues, { op: 'set', cue: 'c2', start: 0 })).toThrow('c2 (to 3 s) and c1 (from 1 s)')
  expect(() => edited(cues, { op: 'insert', start: 5, end: 6, text: 'New.' })).toThrow('c1 (to 9 s) and c9')
})
