import { array, assert, asyncProperty, constantFrom, double, record, type Arbitrary } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layOutCaptions, type SpokenCaption } from './captions.ts'
import { cellsOf } from './cells.ts'

const GAP = 2 / 24
const SPANISH = { languages: { text: 'es' } }
const ROUNDING = 1e-6

const WORD = constantFrom(
  'a',
  'the',
  'sí,',
  'mundo.',
  'Übersetzung',
  '字幕翻译',
  'https://example.com/a/b',
  '👍',
)
const TEXT = array(WORD, { minLength: 1, maxLength: 40 }).map((words) => words.join(' '))

/** Cues in order, without overlap. */
const CUES: Arbitrary<SpokenCaption[]> = array(
  record({
    pause: double({ min: 0, max: 3, noNaN: true }),
    length: double({ min: 0.05, max: 9, noNaN: true }),
    dubOverhang: double({ min: 0, max: 2, noNaN: true }),
    text: TEXT,
  }),
  { minLength: 1, maxLength: 12 },
).map((cues) => {
  let at = 0
  return cues.map(({ pause, length, dubOverhang, text }) => {
    const start = at + pause
    at = start + length
    return { start, end: at, spokenUntil: at + dubOverhang, text }
  })
})

describe('the captions of any cues', () => {
  it('keep every character in order, and never overlap', async () => {
    await assert(
      asyncProperty(CUES, async (cues) => {
        const captions = await layOutCaptions(cues, SPANISH)
        const letters = (texts: { text: string }[]) =>
          texts.map(({ text }) => text.replace(/\s/g, '')).join('')
        expect(letters(captions)).toBe(letters(cues))
        for (const [at, { end }] of captions.entries()) {
          const next = captions[at + 1]
          if (next) expect(end).toBeLessThanOrEqual(next.start + ROUNDING)
        }
      }),
      { numRuns: 150, seed: 20_261_130 },
    )
  })

  it('are read at 17 cells a second, for 5/6 s, while the dub speaks, where the next one leaves time', async () => {
    await assert(
      asyncProperty(double({ min: 0.05, max: 9, noNaN: true }), TEXT, async (length, text) => {
        const cue = { start: 1, end: 1 + length, spokenUntil: 3, text }
        const captions = await layOutCaptions([cue], SPANISH)
        for (const { start, end, text } of captions) {
          expect(cellsOf(text) / (end - start + GAP)).toBeLessThanOrEqual(17 + ROUNDING)
        }
        expect(captions[0]?.start).toBe(1)
        expect(captions.at(-1)?.end).toBeGreaterThanOrEqual(3)
        if (captions.length === 1) expect((captions[0]?.end ?? 0) - 1).toBeGreaterThanOrEqual(5 / 6)
      }),
      { numRuns: 150, seed: 20_261_130 },
    )
  })

  it('leave two frames before the next one', async () => {
    await assert(
      asyncProperty(CUES, async (cues) => {
        const captions = await layOutCaptions(cues, SPANISH)
        for (const [at, { start, end }] of captions.entries()) {
          const next = captions[at + 1]
          if (next && next.start - start > 2 * GAP)
            expect(next.start - end).toBeGreaterThanOrEqual(GAP - ROUNDING)
        }
      }),
      { numRuns: 150, seed: 20_261_130 },
    )
  })
})
