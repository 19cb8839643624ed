import type { SpeakerTurn } from '../providers/diarizer.ts'
import { secondsIn, secondsOf, type TimeSpan } from './time-span.ts'

/** A piece of speech between two silences, with the usual pitch of its voice. */
export interface PitchedSpan extends TimeSpan {
  hertz: number
}

/**
 * How far apart the pitches of two people are at least, in semitones. Measured: the pieces of one
 * of 26 readers fall into halves that are 1.7 to 3.4 apart, those of a woman and a man 3.8 to 9.6.
 */
const APART = 3.7
/** The same, as a multiple of how much each of them varies. One voice comes to 2.7 in the end. */
const APART_IN_DEVIATIONS = 4
/** A few pieces of one voice may differ as much by chance. */
const FEWEST_PIECES = 4
const LEAST_SHARE = 0.15
/**
 * The usual pitch of no adult is higher. A child's or a singer's is, and its highest pieces are
 * found an octave too low, so that one voice looks like two.
 */
const HIGHEST_USUAL_HERTZ = 300
/** So near to the middle, as a share of the distance, a piece may be of either voice. */
const UNCERTAIN = 0.2
/** The pitch of a short piece says less: a question may be as high as the other voice. */
const UNCERTAIN_IF_SHORT = 0.4
const SHORT_SECONDS = 0.8

interface Piece extends TimeSpan {
  /** In semitones. */
  pitch: number
}

/**
 * The turns of two voices that differ so clearly in their pitch that nothing else is needed to
 * tell them apart. No turns: there may be one voice, or several of a similar pitch.
 */
export function turnsByPitch(spans: readonly PitchedSpan[]): SpeakerTurn[] {
  const pieces = spans.map(({ start, end, hertz }) => ({ start, end, pitch: semitonesOf(hertz) }))
  const [low, high] = twoVoices(pieces)
  if (!areDistinct(low, high)) return []
  const [lower, higher] = [meanOf(low), meanOf(high)]
  const middle = (lower + higher) / 2
  return pieces
    .filter((piece) => Math.abs(piece.pitch - middle) >= uncertainty(piece) * (higher - lower))
    .map(({ start, end, pitch }) => ({ start, end, speaker: pitch < middle ? 'low' : 'high' }))
}

function semitonesOf(hertz: number): number {
  return 12 * Math.log2(hertz)
}

function uncertainty(piece: Piece): number {
  return secondsIn(piece) < SHORT_SECONDS ? UNCERTAIN_IF_SHORT : UNCERTAIN
}

/** Those of many silences at which one turn ends and another speaker's begins. */
export function changesAt(silences: readonly TimeSpan[], turns: readonly SpeakerTurn[]): TimeSpan[] {
  const before = new Map(turns.map(({ end, speaker }) => [end, speaker]))
  const after = new Map(turns.map(({ start, speaker }) => [start, speaker]))
  return silences.filter(({ start, end }) => {
    const [one, other] = [before.get(start), after.get(end)]
    return one !== undefined && other !== undefined && one !== other
  })
}

/** Those halves that vary least by themselves. */
function twoVoices(pieces: readonly Piece[]): [low: Piece[], high: Piece[]] {
  const sorted = pieces.toSorted((one, other) => one.pitch - other.pitch)
  const spread = spreadsUpTo(sorted)
  const spreadBack = spreadsUpTo(sorted.toReversed())
  let [count, least] = [0, Infinity]
  for (let at = 1; at < sorted.length; at++) {
    const cost = (spread[at] ?? 0) + (spreadBack[sorted.length - at] ?? 0)
    if (cost < least) [count, least] = [at, cost]
  }
  return [sorted.slice(0, count), sorted.slice(count)]
}

/** The sum of squares around the mean of so many first pieces, by their seconds. */
function spreadsUpTo(pieces: readonly Piece[]): number[] {
  let [seconds, mean, spread] = [0, 0, 0]
  return [
    0,
    ...pieces.map((piece) => {
      const weight = secondsIn(piece)
      seconds += weight
      const distance = piece.pitch - mean
      mean += (distance * weight) / seconds
      return (spread += weight * distance * (piece.pitch - mean))
    }),
  ]
}

function areDistinct(low: readonly Piece[], high: readonly Piece[]): boolean {
  if (low.length < FEWEST_PIECES || high.length < FEWEST_PIECES) return false
  const [share, all] = [secondsOf(low), secondsOf(low) + secondsOf(high)]
  if (Math.min(share, all - share) < LEAST_SHARE * all) return false
  if (meanOf(high) > semitonesOf(HIGHEST_USUAL_HERTZ)) return false
  const deviation = Math.sqrt((spreadOf(low) + spreadOf(high)) / all)
  const apart = meanOf(high) - meanOf(low)
  return apart >= APART && apart >= APART_IN_DEVIATIONS * deviation
}

function meanOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + piece.pitch * secondsIn(piece), 0) / secondsOf(pieces)
}

function spreadOf(pieces: readonly Piece[]): number {
  return spreadsUpTo(pieces).at(-1) ?? 0
}
