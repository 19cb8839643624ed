import { expect, test } from 'vitest'
import { resultTime, type SlowScene } from 'video-translation-client/studio'
import { resultTimeExpression } from './slow-scenes.ts'
import { slowPackets } from './slow-packets.ts'
import { slowSound } from './slow-sound.ts'

const SCENES: SlowScene[] = [
  { start: 2, end: 4, factor: 1.1 },
  { start: 4, end: 5, factor: 1.05 },
  { start: 10, end: 20, factor: 1.12 },
]

/** Evaluates an expression of ffmpeg that has only these functions. */
function evaluate(expression: string, variables: Record<string, number>): number {
  const functions = {
    when: (condition: boolean, one: number, other: number) => (condition ? one : other),
    lt: (one: number, other: number) => one < other,
    lte: (one: number, other: number) => one <= other,
  }
  const scope = { ...functions, ...variables }
  const code = `return ${expression.replaceAll('if(', 'when(')}`
  // oxlint-disable-next-line no-new-func
  return new Function(...Object.keys(scope), code)(...Object.values(scope)) as number
}

test("ffmpeg's expression gives the same times", () => {
  const expression = resultTimeExpression('T', SCENES)
  for (let at = 0; at < 25; at += 0.37)
    expect(evaluate(expression, { T: at })).toBeCloseTo(resultTime(at, SCENES), 5)
})

test('fifty scenes make an expression that is not nested deeply', () => {
  const many = Array.from({ length: 50 }, (_, at) => ({ start: 10 * at, end: 10 * at + 5, factor: 1.04 }))
  const expression = resultTimeExpression('T', many)
  let [depth, deepest] = [0, 0]
  for (const sign of expression) {
    if (sign === '(') deepest = Math.max(deepest, ++depth)
    if (sign === ')') depth--
  }
  expect(deepest).toBeLessThan(20)
  expect(evaluate(expression, { T: 333.3 })).toBeCloseTo(resultTime(333.3, many), 5)
})

test('packets keep unknown times, and get exact ones before the first scene', () => {
  const [, pts = ''] = /pts='([^']+)'/.exec(slowPackets(SCENES)) ?? []
  const unknown = -(2 ** 63)
  expect(evaluate(pts, { PTS: unknown, TB: 1 / 90_000 })).toBe(unknown)
  expect(evaluate(pts, { PTS: 179_999, TB: 1 / 90_000 })).toBe(179_999)
  expect(evaluate(pts, { PTS: 270_000, TB: 1 / 90_000 })).toBeCloseTo(3.1 * 90_000, 0)
  expect(slowPackets([])).toBe('null')
})

test('each piece of a sound has its exact length, and touching scenes have nothing between them', () => {
  const filters = slowSound(SCENES, 'bed')
  expect(filters.match(/atempo/g)).toHaveLength(3)
  expect(filters).toContain('asplit=6[bed_in0]')
  expect(filters).toContain(`apad=whole_len=${1.05 * 48_000}`)
  expect(slowSound([], 'bed')).toBe('')
})
