import { expect, test } from 'vitest'
import type { Cue } from 'video-translation-client'
import { keptTranslations } from './kept-translations.ts'

const by = (author: 'machine' | 'person') =>
  ({ text: 'x', author, approved: false, state: 'current' }) satisfies Cue['targets'][string]
const cues: Cue[] = [
  { id: 'c1', start: 0, end: 1, text: 'One.', targets: { es: by('person'), fr: by('machine') } },
  { id: 'c2', start: 1, end: 2, text: 'Two.', targets: { es: by('machine'), fr: by('person') } },
  { id: 'c3', start: 2, end: 3, text: 'Three.', targets: { es: by('person'), fr: by('machine') } },
]

test('a corrected source names the translations that stay, because a person wrote them', () => {
  const set = (cue: string) => ({ op: 'set' as const, cue, text: 'Else.' })
  expect(
    keptTranslations(
      cues,
      cues.map(({ id }) => set(id)),
    ),
  ).toContain('es (c1, c3); fr (c2).')
  expect(keptTranslations(cues.slice(0, 1), [set('c2')])).toBeUndefined()
})

test('new times, and corrections of a translation itself, name nothing', () => {
  const edits = [
    { op: 'set' as const, cue: 'c1', start: 0.1 },
    { op: 'set' as const, cue: 'c3', target: 'es', text: 'Tres.' },
  ]
  expect(keptTranslations(cues, edits)).toBeUndefined()
})
