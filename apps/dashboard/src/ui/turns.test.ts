import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { takeTurn } from './turns.ts'

let frames: FrameRequestCallback[]
const showFrame = () => {
  for (const frame of frames.splice(0)) frame(0)
}

beforeEach(() => {
  frames = []
  vi.stubGlobal('requestAnimationFrame', (frame: FrameRequestCallback) => frames.push(frame))
})

afterEach(() => void vi.unstubAllGlobals())

test('many parts are drawn over several frames, in their order, and those that are gone not at all', () => {
  const drawn: number[] = []
  const forget = Array.from({ length: 12 }, (_, part) => takeTurn(() => void drawn.push(part)))
  expect(frames).toHaveLength(1)
  forget[1]?.()
  showFrame()
  expect(drawn).toEqual([0, 2, 3, 4, 5])
  showFrame()
  showFrame()
  expect([drawn.at(-1), drawn.length, frames.length]).toEqual([11, 11, 0])
  takeTurn(() => void drawn.push(12))
  showFrame()
  expect(drawn.at(-1)).toBe(12)
})
