import { describe, expect, it } from 'vitest'
import { createCappedClock, createSteadyClock } from './clock.ts'

describe('the steady clock', () => {
  it('moves as time passes, in whole milliseconds', () => {
    let elapsedMs = 50
    const steady = createSteadyClock(1_000, () => elapsedMs)
    elapsedMs += 10.7
    expect(steady()).toBe(1_010)
    elapsedMs += 0.4
    expect(steady()).toBe(1_011)
  })

  it('ignores a step back of its source and continues from there', () => {
    let elapsedMs = 5_000
    const steady = createSteadyClock(1_000, () => elapsedMs)
    elapsedMs -= 3_600_000
    expect(steady()).toBe(1_000)
    elapsedMs += 10
    expect(steady()).toBe(1_010)
  })
})

describe('the capped clock', () => {
  it('follows a clock that is set back, but not one that is set forward', () => {
    let skewMs = 0
    const wall = () => Date.now() + skewMs
    const patient = createCappedClock(wall)
    skewMs = 3_600_000
    expect(patient() - Date.now()).toBeLessThan(1_000)
    skewMs = -3_600_000
    expect(patient() - Date.now()).toBeLessThan(-3_500_000)
  })
})
