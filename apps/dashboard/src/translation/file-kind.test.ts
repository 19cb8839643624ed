import { expect, test } from 'vitest'
import { fileKindOf } from './file-kind.ts'

test('files are known by what they are, and a strange one by its name alone', () => {
  const json = 'application/json'
  const files: [name: string, mediaType: string][] = [
    ['es.mp4', 'video/mp4'],
    ['es.m4a', 'audio/mp4'],
    ['es.srt', 'application/x-subrip'],
    ['es.report.json', json],
    ['transcript.json', json],
    ['notes.json', json],
  ]
  expect(files.map(([name, mediaType]) => fileKindOf({ name, mediaType }))).toEqual([
    'video',
    'sound',
    'subtitles',
    'report',
    'transcript',
    undefined,
  ])
})
