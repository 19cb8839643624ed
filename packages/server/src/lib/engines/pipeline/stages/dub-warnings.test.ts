import { expect, test } from 'vitest'
import type { CueReport } from '../providers/cue.ts'
import { type Dub, warningsOfDub } from './dub-warnings.ts'

function dubOf(overflows: number[], facts: Partial<Dub> = {}): Dub {
  const reports = overflows.map((overflowSeconds, at) => ({ id: at + 1, overflowSeconds }) as CueReport)
  const lengths = { seconds: 60, pictureSeconds: 60, dubSeconds: 60 }
  return { reports, synthesizer: 'kokoro', slowsScenes: false, slowScenes: [], ...lengths, ...facts }
}

test('a dub whose cues end in time has no warning', () => {
  expect(warningsOfDub(dubOf([0, 0.1, 0.03]))).toEqual([])
})

test('cues that do not fit are named, with the worst overflow and what helps', () => {
  const [warning, ...others] = warningsOfDub(dubOf([0, 0.11, 0.52, 0]))
  expect(others).toEqual([])
  expect(warning?.code).toBe('cues_overflow')
  expect(warning?.message).toContain('2 cue(s) take longer than their time, by up to 0.5 s: 2, 3.')
  expect(warning?.message).toContain('--stretch-picture')
})

test('an option that is used already is not advised', () => {
  const [warning] = warningsOfDub(dubOf([0.4], { slowsScenes: true }))
  expect(warning?.message).not.toContain('stretch')
})

test('a long list ends after ten cues', () => {
  const [warning] = warningsOfDub(dubOf(Array.from({ length: 12 }, () => 1)))
  expect(warning?.message).toContain('12 cue(s)')
  expect(warning?.message).toContain(': 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and others. Shorter')
})

test('a picture that waits for the last cue or is slowed is told with its seconds', () => {
  const slowScenes = [{ start: 1, end: 26, factor: 1.08 }]
  const warnings = warningsOfDub(dubOf([0], { slowScenes, pictureSeconds: 62, dubSeconds: 62.7 }))
  expect(warnings.map(({ code }) => code)).toEqual(['picture_slowed', 'picture_held'])
  expect(warnings[0]?.message).toMatch(/8 % slower in 1 scene.* 2\.0 s longer/)
  expect(warnings[1]?.message).toContain('0.7 s after the picture')
})
