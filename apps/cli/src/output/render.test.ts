import type { Target, Translation } from 'video-translation-client'
import { expect, test } from 'vitest'
import stringWidth from 'string-width'
import { renderAll, renderStep, renderTranslation as render, type Screen } from './render.ts'
import { translation } from './testing/translation.ts'

const WIDE: Screen = { columns: 80, rows: 24, color: false }

function renderTranslation(translation: Translation, screen: Screen, ageSeconds = 0): string[] {
  return render({ translation, ageSeconds }, screen)
}

test('each target has its stage, bar, percentage and remaining time', () => {
  const lines = renderTranslation(
    translation(
      [
        { stage: 'synthesize', progress: 0.5, expectedSeconds: 72 },
        { language: 'ca', stage: 'render', progress: 0.25 },
      ],
      { progress: 0.401 },
    ),
    WIDE,
  )
  expect(lines).toEqual([
    'talk.mp4  en → es, ca  40 %  tr_1',
    '  es  synthesize  ████████████░░░░░░░░░░░░  50 %  about 1 min 12 s left',
    '  ca  render      ██████░░░░░░░░░░░░░░░░░░  25 %',
  ])
})

test('the bar of a single target shows the whole translation, its preparation included', () => {
  const lines = renderTranslation(
    translation([{ status: 'pending' }], { stage: 'transcribe', progress: 0.2, expectedSeconds: 8 }),
    WIDE,
  )
  expect(lines[1]).toMatch(/^ {2}es {2}transcribe {2}█+░+ +20 % {2}about 8 s left$/)
  const later = renderTranslation(
    translation([{ stage: 'translate', progress: 0.01 }], { progress: 0.21 }),
    WIDE,
  )
  expect(later[1]).toContain(' 21 %')
})

test('while one target runs, a target that has not started shows pending', () => {
  const lines = renderTranslation(
    translation(
      [
        { stage: 'synthesize', progress: 0.5 },
        { language: 'ca', status: 'pending' },
      ],
      {
        stage: 'synthesize',
      },
    ),
    WIDE,
  )
  expect(lines[2]).toBe('  ca  pending')
})

test('the remaining time counts down from the last update, and disappears when it runs out', () => {
  const one = translation([{ progress: 0.5, expectedSeconds: 72 }])
  expect(renderTranslation(one, WIDE, 10)[1]).toContain('about 1 min 02 s left')
  expect(renderTranslation(one, WIDE, 100)[1]).toMatch(/50 %$/)
  const late = translation([{ progress: 0.9, expectedSeconds: 72 }])
  expect(renderTranslation(late, WIDE, 100)[1]).toContain('almost done')
})

test('at 40 columns the percentage and the time remain, without the bar and the id', () => {
  const two: Partial<Target>[] = [
    { stage: 'synthesize', progress: 0.5, expectedSeconds: 72 },
    { language: 'pt-BR' },
  ]
  expect(
    renderTranslation(translation(two, { id: 'tr_0199c0de', progress: 0.4 }), { ...WIDE, columns: 40 }),
  ).toEqual(['talk.mp4  en → es, pt-BR  40 %', '  es     synthesize  50 %  1 min 12 s', '  pt-BR  running'])
})

test('a target that ended shows its status, and its error if it failed', () => {
  const lines = renderTranslation(
    translation([
      { status: 'completed' },
      { language: 'ca', status: 'error', error: { code: 'x', message: 'No voice.' } },
    ]),
    WIDE,
  )
  expect(lines.slice(1)).toEqual(['✔ es  completed', '✖ ca  error: No voice.'])
})

test.each([80, 60, 40, 30, 20, 10, 1])('no line is wider than %i columns', (columns) => {
  const both = translation([
    { stage: 'transcribe', progress: 1, expectedSeconds: 7300 },
    {
      language: 'sr-Latn',
      status: 'error',
      error: { code: 'x', message: 'A long sentence. '.repeat(9) },
    },
  ])
  both.source.name = '日本語の動画 👩‍👩‍👧‍👦.mp4'
  const screen = { ...WIDE, columns }
  const lines = [...renderTranslation(both, screen), renderStep('uploading とても長い名前.mp4', 0.5, screen)]
  for (const line of lines) expect(stringWidth(line), line).toBeLessThanOrEqual(columns)
})

test('translations that do not fit on the terminal are counted', () => {
  const many = Array.from({ length: 30 }, (_, index) => ({
    translation: translation([{}], { id: `tr_${index}` }),
    ageSeconds: 0,
  }))
  const lines = renderAll(many, { ...WIDE, rows: 10 })
  expect(lines).toHaveLength(9)
  expect(lines.at(-1)).toBe('… and 52 more lines')
})

test('a file name cannot control the terminal', () => {
  const [heading] = renderTranslation(
    translation([{}], { source: { name: 'a\u001B[2Jb\nc\u202Ed.mp4' } }),
    WIDE,
  )
  expect(heading).toBe('ab c d.mp4  en → es  tr_1')
})

test('colour is used only when the terminal has it', () => {
  const one = translation([{ progress: 0.5 }])
  expect(renderTranslation(one, WIDE).join('')).not.toContain('\u001B')
  expect(renderTranslation(one, { ...WIDE, color: true }).join('')).toContain('\u001B[32m')
})
