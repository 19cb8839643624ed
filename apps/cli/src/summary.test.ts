import type { Target, Translation } from 'video-translation-client'
import { expect, test } from 'vitest'
import { followUp } from './follow-up.ts'
import { describeEnd } from './summary.ts'

const DRAFT = { code: 'draft_quality', message: 'Take the text as a draft.' }
const ROBOT = { code: 'robotic_voice', message: 'Sounds like a machine.' }

function completed(targets: Pick<Target, 'language' | 'warnings'>[]): Translation {
  return {
    id: 'tr_1',
    version: 9,
    status: 'completed',
    engine: 'pipeline',
    source: { name: 'talk.mp4' },
    targets: targets.map((target) => ({ ...target, status: 'completed', artifacts: [] })),
    artifacts: [],
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
  }
}

test('what is to be known of several languages is told once, with their names', () => {
  const translation = completed([
    { language: 'es', warnings: [DRAFT] },
    { language: 'ca', warnings: [DRAFT, ROBOT] },
  ])
  expect(describeEnd(translation, []).slice(1)).toEqual([
    '  note on es, ca: Take the text as a draft.',
    '  note on ca: Sounds like a machine.',
  ])
})

test('on a terminal a note is broken between words', () => {
  const translation = completed([{ language: 'es', warnings: [DRAFT] }])
  expect(describeEnd(translation, [], 30).slice(1)).toEqual([
    '  note on es: Take the text as',
    '    a draft.',
  ])
})

test('a command to go on with finds the same server, whatever the folder is called', () => {
  expect(followUp('wait', 'tr_1', {})).toBe('video-translation wait tr_1')
  expect(followUp('wait', 'tr_1', { server: 'http://127.0.0.1:8484', data: 'x' })).toBe(
    'video-translation wait tr_1 --server http://127.0.0.1:8484',
  )
  expect(followUp('list', '', { data: "/home/me/it's mine" })).toBe(
    String.raw`video-translation list --data '/home/me/it'\''s mine'`,
  )
})
