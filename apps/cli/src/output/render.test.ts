import type { Target, Translation } from 'video-translation-client'
import { expect, test } from 'vitest'
import { renderAll, renderStep, renderTranslation, type Screen } from './render.ts'

const WIDE: Screen = { columns: 80, rows: 24, color: false }

function target(fields: Partial<Target>): Target {
  return { language: 'es', status: 'running', artifacts: [], warnings: [], ...fields }
}

function translation(targets: Target[], fields: Partial<Translation> = {}): Translation {
  return {
    id: 'tr_1',
    version: 1,
    status: 'running',
    engine: 'simulated',
    source: { name: 'talk.mp4' },
    from: 'en',
    targets,
    artifacts: [],
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
    ...fields,
  }
}

test('each target has its stage, bar, percentage and what remains', () => {
  const lines = renderTranslation(
    translation(
      [
        target({ stage: 'synthesize', progress: 0.5, expectedSeconds: 72 }),
        target({ language: 'ca', stage: 'render', progress: 0.25 }),
      ],
      { progress: 0.401 },
    ),
    WIDE,
  )
  expect(lines).toEqual([
    'talk.mp4  en → es, ca  tr_1  40 %',
    '  es  synthesize  ████████████░░░░░░░░░░░░  50 %  about 1 min 12 s left',
    '  ca  render      ██████░░░░░░░░░░░░░░░░░░  25 %',
  ])
})

test('the bar of an only target is that of the whole translation, its preparation included', () => {
  const lines = renderTranslation(
    translation([target({ status: 'pending' })], { stage: 'transcribe', progress: 0.2, expectedSeconds: 8 }),
    WIDE,
  )
  expect(lines[1]).toMatch(/^ {2}es {2}transcribe {2}█+░+ +20 % {2}about 8 s left$/)
  const later = renderTranslation(
    translation([target({ stage: 'translate', progress: 0.01 })], { progress: 0.21 }),
    WIDE,
  )
  expect(later[1]).toContain(' 21 %')
})

test('a target that ended says so, and why where it failed', () => {
  const lines = renderTranslation(
    translation([
      target({ status: 'completed' }),
      target({ language: 'ca', status: 'error', error: { code: 'x', message: 'No voice.' } }),
    ]),
    WIDE,
  )
  expect(lines.slice(1)).toEqual(['✔ es  completed', '✖ ca  error: No voice.'])
})

test.each([80, 60, 40, 30, 20, 10, 1])('no line is wider than %i columns', (columns) => {
  const both = translation([
    target({ stage: 'transcribe', progress: 1, expectedSeconds: 7300 }),
    target({
      language: 'sr-Latn',
      status: 'error',
      error: { code: 'x', message: 'A long sentence. '.repeat(9) },
    }),
  ])
  const screen = { ...WIDE, columns }
  const lines = [
    ...renderTranslation(both, screen),
    renderStep('uploading a-rather-long-name.mp4', 0.5, screen),
  ]
  for (const line of lines) expect(Array.from(line).length, line).toBeLessThanOrEqual(columns)
})

test('more translations than the terminal has lines are counted, not scrolled', () => {
  const many = Array.from({ length: 30 }, (_, index) => translation([target({})], { id: `tr_${index}` }))
  const lines = renderAll(many, { ...WIDE, rows: 10 })
  expect(lines).toHaveLength(9)
  expect(lines.at(-1)).toBe('… and 52 more lines')
})

test('a name cannot steer the terminal', () => {
  const [heading] = renderTranslation(
    translation([target({})], { source: { name: 'a\u001B[2Jb\nc\u202Ed.mp4' } }),
    WIDE,
  )
  expect(heading).toBe('ab c d.mp4  en → es  tr_1')
})

test('colour is used only where it is wanted', () => {
  const one = translation([target({ progress: 0.5 })])
  expect(renderTranslation(one, WIDE).join('')).not.toContain('\u001B')
  expect(renderTranslation(one, { ...WIDE, color: true }).join('')).toContain('\u001B[32m')
})
