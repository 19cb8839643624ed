import { expect, test } from 'vitest'
import { createFolderPatience } from './folder-patience.ts'

test('a command waits a minute for the server of another one, from the first refusal on', () => {
  let nowMs = 0
  const isOver = createFolderPatience(() => nowMs)
  nowMs = 90_000
  expect(isOver()).toBe(false)
  nowMs += 60_000
  expect(isOver()).toBe(false)
  nowMs += 1
  expect(isOver()).toBe(true)
})
