import { expect, test } from 'vitest'
import { followUp } from './follow-up.ts'
import { translation } from './output/testing/translation.ts'
import { describeEnd } from './summary.ts'

const DRAFT = { code: 'draft_quality', message: 'Take the text as a draft.' }
const ROBOT = { code: 'robotic_voice', message: 'Sounds like a machine.' }

test('a warning that several languages share is printed once, with their names', () => {
  const completed = translation([
    { language: 'es', warnings: [DRAFT] },
    { language: 'ca', warnings: [DRAFT, ROBOT] },
  ])
  expect(describeEnd(completed, []).slice(1)).toEqual([
    '  note on es, ca: Take the text as a draft.',
    '  note on ca: Sounds like a machine.',
  ])
})

test('on a terminal, a warning is broken between words', () => {
  expect(describeEnd(translation([{ warnings: [DRAFT] }]), [], 30).slice(1)).toEqual([
    '  note on es: Take the text as',
    '    a draft.',
  ])
})

test('a suggested command names the same server, also when the folder needs quotes', () => {
  expect(followUp('wait', 'tr_1', {})).toBe('video-translation wait tr_1')
  expect(followUp('wait', 'tr_1', { server: 'http://127.0.0.1:8484', data: 'x' })).toBe(
    'video-translation wait tr_1 --server http://127.0.0.1:8484',
  )
  expect(followUp('list', '', { data: "/home/me/it's mine" })).toBe(
    String.raw`video-translation list --data '/home/me/it'\''s mine'`,
  )
})
