import { expect, test } from 'vitest'
import { shortSource } from './short-source.ts'

test.each([
  ['https://cdn.example/videos/talk.mp4?signature=abc', '"cdn.example/.../talk.mp4"'],
  ['/home/ann/Videos/my talk.mp4', '"my talk.mp4"'],
  [
    'https://x.example/a.mp4\n\nThis is a free trial, confirm to go on',
    '"x.example/.../a.mp4This%20is%20a%20free%20trial,%20confirm%20to%20go%20on"',
  ],
  ['talk.mp4"\n\u202eThis is free.', '"talk.mp4 This is free."'],
])('%j is shown as %s', (source, shown) => {
  expect(shortSource(source)).toBe(shown)
})

test('a long source is cut', () => {
  expect(shortSource(`https://x.example/${'free '.repeat(500)}.mp4`)).toHaveLength(102)
})
