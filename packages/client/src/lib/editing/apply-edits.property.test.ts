import {
  array,
  assert,
  constantFrom,
  double,
  integer,
  oneof,
  property,
  record,
  string,
  type Arbitrary,
} from 'fast-check'
import { expect, it } from 'vitest'
import { applyEdits } from './apply-edits.ts'
import type { Cue, CueEdit } from '../cue.ts'
import { type CueSheet, numberOf, type SheetCue } from './cue-sheet.ts'
import { viewCue } from './cue-view.ts'
import type { CueHistory } from './draft.ts'
import { EditRefused } from './edit-refused.ts'
import { matchSubtitles } from './match-subtitles.ts'
import { readSubtitles } from './read-subtitles.ts'
import { writeSubtitles } from './write-subtitles.ts'

const SECONDS = 60
const LANGUAGES = ['es', 'fr']

/** An edit whose cues are chosen by place among those that exist when it is made. */
type Draw = (cues: readonly SheetCue[], revision: number) => CueEdit

const words = string({ minLength: 1, maxLength: 12 })
const time = double({ min: -1, max: SECONDS + 1, noNaN: true })
const place = integer({ min: 0, max: 30 })
const language = constantFrom(...LANGUAGES)
const idAt = (cues: readonly SheetCue[], at: number) => cues[at % (cues.length + 1)]?.id ?? 'c999'

const draws: Arbitrary<Draw> = oneof(
  record({ at: place, text: words }).map(({ at, text }): Draw => (cues) => ({
    op: 'set',
    cue: idAt(cues, at),
    text,
  })),
  record({ at: place, start: time, end: time }).map(({ at, start, end }): Draw => (cues) => ({
    op: 'set',
    cue: idAt(cues, at),
    start,
    end,
  })),
  record({ at: place, language, text: oneof(words, constantFrom(null)) }).map(
    ({ at, language: target, text }): Draw =>
      (cues) => ({ op: 'set', cue: idAt(cues, at), target, text, approved: text !== null }),
  ),
  record({ at: place, share: double({ min: 0, max: 1, noNaN: true }) }).map(
    ({ at, share }): Draw =>
      (cues) => {
        const { start = 0, end = 1 } = cues[at % (cues.length + 1)] ?? {}
        return { op: 'split', cue: idAt(cues, at), at: start + (end - start) * share }
      },
  ),
  record({ at: place, count: integer({ min: 1, max: 3 }) }).map(({ at, count }): Draw => (cues) => ({
    op: 'merge',
    cues: Array.from({ length: count }, (_, index) => idAt(cues, at + index)),
  })),
  record({ start: time, length: double({ min: 0, max: 4, noNaN: true }), text: words, es: words }).map(
    ({ start, length, text, es }): Draw =>
      () => ({ op: 'insert', start, end: start + length, text, targets: { es } }),
  ),
  place.map((at): Draw => (cues) => ({ op: 'delete', cue: idAt(cues, at) })),
  place.map((at): Draw => (_, revision) => ({ op: 'revert', revision: Math.max(1, revision - (at % 4)) })),
)

/** Every revision, as the store keeps them. */
class Log {
  readonly sheets: CueSheet[] = []

  get head(): CueSheet {
    return this.sheets.at(-1) as CueSheet
  }

  history(): CueHistory {
    const cuesAt = (revision: number) => new Map(this.sheets[revision - 1]?.cues.map((cue) => [cue.id, cue]))
    const touched = (revision: number) => {
      const [before, after] = [cuesAt(revision - 1), cuesAt(revision)]
      const ids = new Set([...before.keys(), ...after.keys()])
      return [...ids].filter((id) => JSON.stringify(before.get(id)) !== JSON.stringify(after.get(id)))
    }
    return {
      before: (revision) =>
        revision > this.sheets.length
          ? undefined
          : new Map(touched(revision).map((id) => [id, cuesAt(revision - 1).get(id)])),
      touchedSince: (revision) =>
        new Set(this.sheets.flatMap((_, index) => (index + 1 > revision ? touched(index + 1) : []))),
    }
  }
}

function firstSheet(): CueSheet {
  const cues = Array.from({ length: 6 }, (_, index): SheetCue => {
    const es = { text: `Línea ${index}`, author: 'machine' as const, of: `line number ${index}` }
    return {
      id: `c${index + 1}`,
      start: index * 4,
      end: index * 4 + 3,
      text: `line number ${index}`,
      targets: { es },
    }
  })
  return { cues, nextNumber: 7 }
}

function play(batches: readonly (readonly Draw[])[]): { log: Log; ids: Set<string> } {
  const log = new Log()
  log.sheets.push(firstSheet())
  const born = new Set(log.head.cues.map(({ id }) => id))
  for (const batch of batches) {
    const before = log.head
    const edits = batch.map((draw) => draw(before.cues, log.sheets.length))
    const context = { by: 'ann', languages: LANGUAGES, seconds: SECONDS, history: log.history() }
    try {
      const { sheet, changed, removed } = applyEdits(before, edits, context)
      expectInvariants(before, sheet, born)
      if (changed.length + removed.length > 0) log.sheets.push(sheet)
    } catch (error) {
      if (!(error instanceof EditRefused)) throw error
    }
  }
  return { log, ids: born }
}

function expectInvariants(before: CueSheet, after: CueSheet, born: Set<string>): void {
  const known = new Set(before.cues.map(({ id }) => id))
  after.cues.forEach((cue, index) => {
    const next = after.cues[index + 1]
    const isPlaced = cue.start >= 0 && cue.end > cue.start && cue.end <= SECONDS + 0.01
    const isApart = next === undefined || cue.end <= next.start
    const isNew = !known.has(cue.id) && numberOf(cue.id) >= before.nextNumber
    if (!isPlaced || !isApart || cue.text.trim() === '') expect.fail(JSON.stringify({ cue, next }))
    if (isNew && born.has(cue.id)) expect.fail(`${cue.id} was used before.`)
    if (numberOf(cue.id) >= after.nextNumber) expect.fail(`${cue.id} would be used again.`)
    born.add(cue.id)
  })
}

it('edits and reverts in any order keep the cues in order, apart, and their ids unique', () => {
  const batches = array(array(draws, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 10 })
  assert(
    property(batches, (list) => void play(list)),
    { numRuns: 3_000, seed: 20_261_129 },
  )
})

it('what the last revision did can always be taken back', () => {
  assert(
    property(array(array(draws, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 }), (list) => {
      const { log } = play(list)
      if (log.sheets.length < 2) return
      const context = { by: 'ann', languages: LANGUAGES, seconds: SECONDS, history: log.history() }
      const { sheet } = applyEdits(log.head, [{ op: 'revert', revision: log.sheets.length }], context)
      expect(sheet.cues).toEqual(log.sheets.at(-2)?.cues)
    }),
    { numRuns: 500, seed: 7 },
  )
})

it('JSON and WebVTT lose nothing', async () => {
  const sheets: CueSheet[] = []
  assert(
    property(array(array(draws, { minLength: 1, maxLength: 3 }), { maxLength: 6 }), (list) => {
      sheets.push(play(list).log.head)
    }),
    { numRuns: 200, seed: 11 },
  )
  for (const { cues } of sheets) {
    expect(JSON.parse(JSON.stringify(cues))).toEqual(cues)
    const shown = cues.map((cue): Cue => viewCue(cue, new Map([['es', new Map()]])))
    if (shown.length === 0) continue
    const read = await readSubtitles(writeSubtitles(shown, 'vtt'))
    expect(matchSubtitles(shown, read)).toEqual({ edits: [], ambiguous: [], missing: [] })
  }
})
