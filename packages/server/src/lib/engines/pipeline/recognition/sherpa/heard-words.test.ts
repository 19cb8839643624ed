import { expect, test } from 'vitest'
import { readResult } from '../../speech/native-recognise.ts'
import { windowAround } from '../windows.ts'
import { heardWords } from './heard-words.ts'

const WINDOW = windowAround([{ start: 10, end: 14 }], 0)

function words(result: Parameters<typeof readResult>[0], language: string): string[] {
  return heardWords(readResult(result), WINDOW, language).map(({ text, time }) =>
    [text, time?.start.toFixed(2), time?.end.toFixed(2)].filter(Boolean).join(' '),
  )
}

test('tokens with durations become words, and punctuation belongs to the word before it', () => {
  const result = {
    text: 'Guten Tag.',
    tokens: [' Gu', 'ten', '▁Tag', '.'],
    timestamps: [0, 0.24, 0.8, 1.2],
    durations: [0.24, 0.2, 0.4, 0.08],
  }
  expect(words(result, 'de')).toEqual([' Guten 10.00 10.44', ' Tag. 10.80 11.28'])
})

test('signs without spaces are words of their own, and end where the next one starts', () => {
  const result = { text: '你好。', tokens: ['你', '好', '。'], timestamps: [0.1, 0.3, 0.6] }
  expect(words(result, 'zh')).toEqual(['你 10.10 10.30', '好。 10.30 11.20'])
})

test('sentences with times share them among their words', () => {
  const result = {
    text: 'abc abc. abc',
    segment_texts: [' abc abc.', ' abc'],
    segment_timestamps: [0, 3],
    segment_durations: [2, 1],
  }
  expect(words(result, 'en')).toEqual([' abc 10.00 11.00', ' abc. 11.00 12.00', ' abc 13.00 14.00'])
})

test('a text without times is divided into words', () => {
  expect(words({ text: ' Ask not. ' }, 'en')).toEqual(['Ask', ' not.'])
  expect(words({ text: '今日は晴れです。' }, 'ja').join('|')).toMatch(/。$/)
})
