import { expect, test } from 'vitest'
import { segmentsOf } from './segments.ts'

const limits = { longest: 100, pause: 10 }

test('speech is one segment as long as the pauses are short', () => {
  const stretches = [
    { first: 0, end: 20 },
    { first: 25, end: 40 },
  ]
  expect(segmentsOf(stretches, limits)).toEqual([{ first: 0, end: 40 }])
})

test('a long pause parts', () => {
  const stretches = [
    { first: 0, end: 20 },
    { first: 30, end: 40 },
  ]
  expect(segmentsOf(stretches, limits)).toEqual(stretches)
})

test('speech that is too long is parted at its longest pause', () => {
  const stretches = [
    { first: 0, end: 50 },
    { first: 53, end: 80 },
    { first: 88, end: 120 },
  ]
  expect(segmentsOf(stretches, limits)).toEqual([
    { first: 0, end: 80 },
    { first: 88, end: 120 },
  ])
})

test('speech without any pause stays whole', () => {
  expect(segmentsOf([{ first: 0, end: 500 }], limits)).toEqual([{ first: 0, end: 500 }])
})

test('no speech gives no segments', () => {
  expect(segmentsOf([], limits)).toEqual([])
})
