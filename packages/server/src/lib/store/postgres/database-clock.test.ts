import { describe, expect, it } from 'vitest'
import { ClockUnsettled, correctionFor, createDatabaseClock, type KeptTime } from './database-clock.ts'

const HOUR_MS = 3_600_000
/** The time of the store when the monotonic clock of the node was 0. */
const START_MS = 1_000_000_000
const KEPT: KeptTime = { life: 1, correctionMs: 0, savedMs: START_MS - 30_000 }

/** A reading one second later, which took 10 ms. */
function reading(life: number, wrongByMs: number) {
  return { life, wallMs: START_MS + 1_005 + wrongByMs, sentMs: 1_000, arrivedMs: 1_010 }
}

const expected = (elapsedMs: number) => START_MS + elapsedMs

describe('the correction of the clock', () => {
  it.each([
    ['a standby with the same time', 2, 400, 0],
    ['a standby an hour behind', 2, -HOUR_MS, HOUR_MS + 5],
    ['a standby an hour ahead', 2, HOUR_MS, -HOUR_MS + 5],
    ['the same server, set back an hour', 1, -HOUR_MS, HOUR_MS + 5],
    ['the same server, after this machine slept', 1, HOUR_MS, 0],
  ])('makes the time of the store go on: %s', (_, life, wrongByMs, correctionMs) => {
    expect(correctionFor(reading(life, wrongByMs), KEPT, expected)).toBe(correctionMs)
  })

  it('is kept by the nodes that come later', () => {
    const kept = { ...KEPT, life: 2, correctionMs: HOUR_MS + 5 }
    expect(correctionFor(reading(2, -HOUR_MS), kept, expected)).toBe(HOUR_MS + 5)
    expect(correctionFor(reading(2, -HOUR_MS), kept)).toBe(HOUR_MS + 5)
  })

  it('of a node that starts alone lets nothing wait, and forgets the clock of another server', () => {
    expect(correctionFor(reading(2, -HOUR_MS), KEPT)).toBe(HOUR_MS - 31_005)
    const kept = { ...KEPT, correctionMs: HOUR_MS }
    expect(correctionFor(reading(2, 0), kept)).toBe(0)
  })

  it('takes a late answer for no step back', () => {
    const late = { life: 1, wallMs: START_MS + 1_001, sentMs: 1_000, arrivedMs: 9_000 }
    expect(correctionFor(late, KEPT, expected)).toBe(0)
  })
})

describe('the clock of the database', () => {
  it('goes on with the monotonic clock, and with every reading', async () => {
    let elapsedMs = 0
    const clock = createDatabaseClock(
      async (correct) => {
        const read = { life: 1, wallMs: START_MS, sentMs: elapsedMs, arrivedMs: elapsedMs }
        return { reading: read, correctionMs: correct(read, KEPT) }
      },
      () => elapsedMs,
    )
    await clock.settled()
    elapsedMs = 500
    expect(clock.now()).toBe(START_MS + 500)
    clock.observe({ life: 1, wallMs: START_MS + 520, sentMs: 500, arrivedMs: 500 })
    expect([clock.now(), clock.wall()]).toEqual([START_MS + 520, START_MS + 520])
  })

  it('never goes back, however long a reading takes to arrive', async () => {
    let elapsedMs = 1_000
    const clock = createDatabaseClock(
      async () => ({
        reading: { life: 1, wallMs: START_MS, sentMs: 1_000, arrivedMs: 1_000 },
        correctionMs: 0,
      }),
      () => elapsedMs,
    )
    await clock.settled()
    elapsedMs = 1_300
    expect(clock.now()).toBe(START_MS + 300)
    clock.observe({ life: 1, wallMs: START_MS + 100, sentMs: 1_100, arrivedMs: 1_300 })
    expect(clock.now()).toBe(START_MS + 300)
    elapsedMs = 1_550
    expect(clock.now()).toBe(START_MS + 350)
  })

  it('takes no reading of another server before the nodes agree', async () => {
    const elapsedMs = 1_000
    let life = 1
    let wrongByMs = 0
    const clock = createDatabaseClock(
      async (correct) => {
        const read = { life, wallMs: START_MS + 1_000 + wrongByMs, sentMs: 1_000, arrivedMs: 1_000 }
        return { reading: read, correctionMs: correct(read, KEPT) }
      },
      () => elapsedMs,
    )
    await clock.settled()
    ;[life, wrongByMs] = [2, HOUR_MS]
    expect(() => clock.observe(reading(2, HOUR_MS))).toThrow(ClockUnsettled)
    expect(clock.now()).toBe(START_MS + 1_000)
    await clock.settled()
    expect(clock.now()).toBe(START_MS + 1_000)
    expect(clock.wall()).toBe(START_MS + 1_000 + HOUR_MS)
    clock.observe({ life: 2, wallMs: START_MS + 1_010 + HOUR_MS, sentMs: 1_000, arrivedMs: 1_000 })
    expect(clock.now()).toBe(START_MS + 1_010)
  })
})
