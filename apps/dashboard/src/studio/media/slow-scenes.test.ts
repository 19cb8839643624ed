import { expect, test } from 'vitest'
import { scenesOf, slownessAt } from './slow-scenes.ts'

const SCENES = [
  { start: 2, end: 4, factor: 1.1 },
  { start: 4, end: 6, factor: 1.04 },
  { start: 10, end: 20, factor: 1.12 },
]

test('a moment is as slow as its scene', () => {
  expect(slownessAt(7, [])).toBe(1)
  expect([1, 2, 4, 6, 12].map((seconds) => slownessAt(seconds, SCENES))).toEqual([1, 1.1, 1.04, 1, 1.12])
})

test('a report tells its scenes, and one without them has none', () => {
  expect(scenesOf(JSON.stringify({ slowScenes: SCENES, cues: [] }))).toEqual(SCENES)
  expect(scenesOf('{"cues":[]}')).toEqual([])
})
