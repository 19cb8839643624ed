import type { Sentence } from './clips.ts'

export interface TimedCue {
  start: number
  end: number
  text: string
}

export interface CueQuality {
  cues: number
  /** Share of the cues that last from one to seven seconds. */
  readable: number
  /** Cues that end in the middle of a phrase: without a sign, and without a pause. */
  cutInPhrase: number
  /** Seconds between a sentence's start and the nearest start of a cue: median and 90 %. */
  start?: Spread
  end?: Spread
}

export interface Spread {
  median: number
  p90: number
}

const PAUSE_SECONDS = 0.3
const SIGN = /[.!?…。！？,;:、，؟।–—][\p{Pe}\p{Pf}"']*$/u

/** @param sentences with their true times. Without them, the times of cues are not judged. */
export function judgeCues(cues: readonly TimedCue[], sentences: readonly Sentence[]): CueQuality {
  const readable = cues.filter(({ start, end }) => end - start >= 1 && end - start <= 7.05)
  const cut = cues.filter(({ text, end }, index) => {
    const next = cues[index + 1]
    return next !== undefined && !SIGN.test(text) && next.start - end < PAUSE_SECONDS
  })
  return {
    cues: cues.length,
    readable: readable.length / Math.max(1, cues.length),
    cutInPhrase: cut.length,
    ...(sentences.length > 0 && {
      start: distances(cues, sentences, 'start'),
      end: distances(cues, sentences, 'end'),
    }),
  }
}

function distances(cues: readonly TimedCue[], sentences: readonly Sentence[], side: 'start' | 'end'): Spread {
  const sorted = sentences
    .map((sentence) => Math.min(...cues.map((cue) => Math.abs(cue[side] - sentence[side]))))
    .sort((one, other) => one - other)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN
  return { median: at(0.5), p90: at(0.9) }
}
