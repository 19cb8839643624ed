import { array, assert, integer, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import { resultTime } from 'video-translation-client/studio'
import { isComfortable, planFit, type TimedLine } from './plan-fit.ts'
import { inResult, MAX_SLOW_SCENES, planSlowScenes, type SceneLine } from './plan-slow-scenes.ts'

const hundredths = (min: number, max: number) => integer({ min, max }).map((value) => value / 100)

/** Lines of a talk: a silence before each, its length, and how much the voice has to say. */
function talks(
  fill: { min: number; max: number },
  { maxLength = 40, shortest = 40 }: { maxLength?: number; shortest?: number } = {},
) {
  const length = hundredths(shortest, 800)
  const line = record({ gap: hundredths(0, 300), length, fill: hundredths(fill.min, fill.max) })
  return array(line, { minLength: 1, maxLength }).map((rows) => {
    let at = 0
    const starts = rows.map(({ gap, length }) => {
      const start = at + gap
      at = start + length
      return start
    })
    return rows.map(({ length, fill }, index): SceneLine => {
      const start = starts[index] ?? 0
      const next = starts[index + 1]
      const slotEnd = next === undefined ? start + length : Math.max(start + 0.4, next - 0.08)
      return { start, end: start + length, slotEnd, naturalSeconds: length * fill }
    })
  })
}

const slack = 1e-6
const SETTINGS = { seed: 20_261_130 }

test('scenes come in order, within the talk, each slowed by at most 12 %', () => {
  assert(
    property(talks({ min: 5, max: 300 }, { maxLength: 200 }), (lines) => {
      const scenes = planSlowScenes(lines)
      let before = 0
      for (const { start, end, factor } of scenes) {
        expect(start).toBeGreaterThanOrEqual(before - slack)
        expect(end).toBeGreaterThan(start)
        expect(factor).toBeGreaterThan(1)
        expect(factor).toBeLessThanOrEqual(1.12)
        before = end
      }
      expect(before).toBeLessThanOrEqual((lines.at(-1)?.slotEnd ?? 0) + slack)
      expect(scenes.length).toBeLessThanOrEqual(MAX_SLOW_SCENES)
    }),
    SETTINGS,
  )
})

test('the time of the result grows with that of the source, and never slower', () => {
  assert(
    property(talks({ min: 5, max: 300 }), hundredths(0, 30_000), hundredths(0, 500), (lines, at, step) => {
      const scenes = planSlowScenes(lines)
      const passed = resultTime(at + step, scenes) - resultTime(at, scenes)
      expect(passed).toBeGreaterThanOrEqual(step - slack)
      expect(passed).toBeLessThanOrEqual(step * 1.12 + slack)
    }),
    SETTINGS,
  )
})

test('nothing is slowed where the lines fit comfortably', () => {
  assert(
    property(talks({ min: 5, max: 100 }), (lines) => {
      expect(planSlowScenes(lines)).toEqual([])
    }),
    SETTINGS,
  )
})

test('lines that are a little too long for a comfortable rate get their time', () => {
  assert(
    property(talks({ min: 5, max: 130 }, { shortest: 320 }), (lines) => {
      const scenes = planSlowScenes(lines)
      const moved = lines.map((line) => inResult(line, scenes))
      for (const [at, placement] of planFit(moved).entries())
        expect(isComfortable(placement, moved[at] as TimedLine)).toBe(true)
    }),
    SETTINGS,
  )
})

test('lines never overlap in the result, and none starts long before its picture', () => {
  assert(
    property(talks({ min: 5, max: 300 }), (lines) => {
      const scenes = planSlowScenes(lines)
      const moved = lines.map((line) => inResult(line, scenes))
      const plan = planFit(moved)
      for (const [at, { start }] of plan.entries()) {
        expect(start).toBeGreaterThanOrEqual((plan[at - 1]?.end ?? 0) - slack)
        expect(start).toBeGreaterThanOrEqual(resultTime(lines[at]?.start ?? 0, scenes) - 0.2 - slack)
      }
    }),
    SETTINGS,
  )
})

test('a talk in need everywhere is slowed in few scenes, which are joined', () => {
  const lines = Array.from({ length: 300 }, (_, at): SceneLine => {
    const isLong = at % 3 === 0
    return { start: 10 * at, end: 10 * at + 2, slotEnd: 10 * at + 9.9, naturalSeconds: isLong ? 13 : 1 }
  })
  const scenes = planSlowScenes(lines)
  expect(scenes).toHaveLength(MAX_SLOW_SCENES)
  for (const { start } of lines.filter(({ naturalSeconds }) => naturalSeconds > 10))
    expect(scenes.some((scene) => scene.start <= start && start < scene.end)).toBe(true)
})
