import { expect, test } from 'vitest'
import { segmentsOf } from './segments.ts'

const limits = { maxSamples: 100, pauseSamples: 10 }

test('speech with short pauses is one segment', () => {
  const speech = [
    { first: 0, end: 20 },
    { first: 25, end: 40 },
  ]
  expect(segmentsOf(speech, limits)).toEqual([{ first: 0, end: 40 }])
})

test('a long pause separates two segments', () => {
  const speech = [
    { first: 0, end: 20 },
    { first: 30, end: 40 },
  ]
  expect(segmentsOf(speech, limits)).toEqual(speech)
})

test('speech that is too long is split at its longest pause', () => {
  const speech = [
    { first: 0, end: 50 },
    { first: 53, end: 80 },
    { first: 88, end: 120 },
  ]
  expect(segmentsOf(speech, limits)).toEqual([
    { first: 0, end: 80 },
    { first: 88, end: 120 },
  ])
})

test('speech without any pause is one segment', () => {
  expect(segmentsOf([{ first: 0, end: 500 }], limits)).toEqual([{ first: 0, end: 500 }])
})

test('no speech gives no segments', () => {
  expect(segmentsOf([], limits)).toEqual([])
})
