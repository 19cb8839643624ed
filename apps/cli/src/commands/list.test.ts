import { expect, test } from 'vitest'
import { shortRow } from './list.ts'

const url = `https://example.com/${'%C3%A9'.repeat(60)}.mp4`
const item = { id: 'tr_1', status: 'completed', source: { url }, targets: [] } as unknown as Parameters<
  typeof shortRow
>[0]

test('a long URL is cut on a terminal and stays whole in a pipe', () => {
  expect(Math.max(...shortRow(item, 40).map((cell) => cell.length))).toBe(36)
  expect(shortRow(item, Number.POSITIVE_INFINITY)).toContain(url)
})
