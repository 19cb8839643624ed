import { expect, test } from 'vitest'
import type { Cue } from 'video-translation-client'
import { insertOf, splitOf } from './shape-edits.ts'

const cue = (text: string, es: string): Cue => ({
  id: 'c1',
  start: 2,
  end: 4,
  text,
  targets: { es: { text: es, approved: false, state: 'current' } },
})
const LINE = { start: 4, end: 6, text: 'New' }

test('where lines have words of the source, what is split or added is translated', () => {
  const one = cue('One two', 'Uno dos')
  expect(splitOf(one, 3, [one])).toEqual({ op: 'split', cue: 'c1', at: 3 })
  expect(insertOf(LINE, one, [one])).toEqual({ op: 'insert', ...LINE })
})

test('where they have none, both halves and what is added bring their words, also a line added before', () => {
  const others = [cue('', 'Tres')]
  for (const text of ['', 'New'])
    expect(splitOf(cue(text, 'Uno dos'), 3, others)).toMatchObject({ targets: { es: ['Uno', 'dos'] } })
  expect(splitOf(cue('', 'Uno'), 3, others)).toMatchObject({ targets: {} })
  expect(insertOf(LINE, cue('', 'Uno'), others)).toMatchObject({ text: 'New', targets: { es: 'New' } })
})
