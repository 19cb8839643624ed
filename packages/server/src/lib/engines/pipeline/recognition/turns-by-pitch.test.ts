import { expect, test } from 'vitest'
import { changesAt, turnsByPitch } from './turns-by-pitch.ts'

/** Pieces of two seconds, one after the other, with these pitches in Hz. */
function pieces(...pitches: number[]) {
  return pitches.map((hertz, index) => ({ start: 2 * index, end: 2 * index + 1.8, hertz }))
}

/** The first letter of the speaker of each turn. */
function turns(...pitches: number[]): string {
  return turnsByPitch(pieces(...pitches))
    .map(({ speaker }) => speaker[0])
    .join('')
}

test('a high and a low voice are told apart, with the times of their pieces', () => {
  expect(turns(110, 205, 118, 190, 104, 220, 112, 200)).toBe('lhlhlhlh')
  expect(turnsByPitch(pieces(110, 205, 118, 190, 104, 220, 112, 200))[1]).toEqual({
    start: 2,
    end: 3.8,
    speaker: 'high',
  })
})

test('a piece between the two voices is left open', () => {
  expect(turns(110, 205, 118, 190, 104, 220, 112, 200, 150)).toBe('lhlhlhlh')
})

test.each([
  ['one lively reader', [170, 205, 180, 220, 160, 190, 200, 175, 215]],
  ['two voices of a similar pitch', [110, 125, 112, 130, 108, 128, 111, 127]],
  ['one voice that is low at two places', [200, 205, 100, 190, 210, 98, 195, 102, 205]],
  ['one voice that is low for a short time', [200, 205, 190, 210, 195, 205, 200, 198, 202]],
  ['pitches all over the scale', [80, 90, 100, 110, 125, 140, 155, 175, 195, 220, 240, 270, 300]],
  ['a child that is found an octave too low at times', [333, 200, 364, 211, 348, 381, 364, 216, 348, 205]],
  ['hardly any speech', [110, 205]],
  ['no speech', []],
])('%s gives no turns', (_name, pitches) => {
  expect(turns(...pitches)).toBe('')
})

test('four short low sounds are no second speaker', () => {
  const low = [100, 101, 102, 103].map((hertz, index) => ({ start: 100 + index, end: 100.2 + index, hertz }))
  expect(turnsByPitch([...pieces(200, 205, 190, 210, 195, 205), ...low])).toEqual([])
})

test('the voice changes at the silences between turns of two speakers', () => {
  const found = turnsByPitch(pieces(110, 205, 118, 190, 104, 112, 220, 200))
  const silences = found.slice(1).map(({ start }, index) => ({ start: found[index]?.end ?? 0, end: start }))
  const changes = changesAt([...silences, { start: 0.5, end: 0.6 }], found)
  expect(changes.map(({ start }) => start)).toEqual([1.8, 3.8, 5.8, 7.8, 11.8])
})

test('the pitch of a short piece has to be clearer', () => {
  const voices = pieces(110, 205, 118, 190, 104, 220, 112, 200)
  const answer = (seconds: number) => ({ start: 20, end: 20 + seconds, hertz: 171 })
  expect(turnsByPitch([...voices, answer(0.7)])).toHaveLength(8)
  expect(turnsByPitch([...voices, answer(1)])).toHaveLength(9)
})
