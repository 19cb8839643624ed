import { inParallel } from '../../../in-parallel.ts'
import type { Cue } from '../providers/cue.ts'
import type { TranscribeOptions } from '../providers/providers.ts'
import { cuesOf } from './cues.ts'
import { type Doubts, warningsOf } from './doubts.ts'
import { findLoops, withoutLoops, type Loop } from './loops.ts'
import { shareTimes } from './share-times.ts'
import { hasTimeFor, hasTimeToRepeat, isTooLittle } from './spoken-length.ts'
import { overlap, secondsIn, secondsOf, spansWithin, type TimeSpan } from './time-span.ts'
import { spacedApart, textOf, type HeardWord, type Word } from './word.ts'
import { correctWords } from './word-times.ts'
import { windowAround, type Window } from './windows.ts'

/** Hears one window. Undefined if the recogniser itself says that nobody speaks there. */
export type Listen = (window: Window) => Promise<HeardWord[] | undefined>

/** More sound around the words often helps where a recogniser fails. */
const WIDE_PAD_SECONDS = 0.4
/** Voice of this length without a word is heard again, by itself. */
const HEAR_AGAIN_SECONDS = 1
/** A word that touches a stretch of voice for less is not a word of it. */
const TOUCH_SECONDS = 0.05

export interface WriteDownOptions extends Pick<
  TranscribeOptions,
  'language' | 'turns' | 'onProgress' | 'onWarning'
> {
  /** Windows heard at once. Default: 1. */
  parallel?: number
  /** Short silences within the voice, in order. Default: none are known. */
  dips?: readonly TimeSpan[]
  /** Those of them at which the voice changes: no word goes on there. */
  changes?: readonly TimeSpan[]
}

/** What is known while the windows are heard. */
interface Hearing {
  listen: Listen
  doubts: Doubts
  silences: Silences
}

/** Within the voice. */
interface Silences {
  dips: readonly TimeSpan[]
  changes: readonly TimeSpan[]
}

/** Writes down all windows as cues. Each place where words may be missing or wrong is a warning. */
export async function writeDown(
  windows: readonly Window[],
  listen: Listen,
  { language, turns, parallel = 1, dips = [], changes = [], onProgress, onWarning }: WriteDownOptions,
): Promise<Cue[]> {
  const doubts: Doubts = { unwritten: [], implausible: [], loops: [] }
  let done = 0
  // An abort reaches whoever listens.
  const lanes = { concurrency: parallel, signal: new AbortController().signal }
  const words = await inParallel(windows, lanes, async (window) => {
    const heard = await hear(window, { listen, doubts, silences: { dips, changes } })
    onProgress((done += 1) / windows.length)
    return heard
  })
  for (const warning of warningsOf(doubts)) onWarning(warning)
  return cuesOf(words.flat(), language, turns)
}

async function hear(window: Window, hearing: Hearing): Promise<Word[]> {
  const words = await hearTwice(window, hearing)
  for (const stretch of silentStretches(words, window)) {
    const isWhole = window.voice.length === 1
    const again =
      isWhole || secondsIn(stretch) < HEAR_AGAIN_SECONDS
        ? []
        : await hearTwice(windowAround([stretch], WIDE_PAD_SECONDS), hearing)
    if (again.length === 0) hearing.doubts.unwritten.push(stretch)
    words.push(...again)
  }
  return words.sort((one, other) => one.start - other.start)
}

/** Hears a window again with more sound around it if the first result is doubtful. */
async function hearTwice(window: Window, { listen, doubts, silences }: Hearing): Promise<Word[]> {
  const heard = await listen(window)
  if (heard === undefined) return []
  const first = judge(heard, window, silences)
  if (first.rank === GOOD) return first.words
  const again = await listen(windowAround(window.voice, WIDE_PAD_SECONDS))
  const second = judge(again ?? [], window, silences)
  const best = second.rank >= first.rank ? second : first
  if (best.rank === TOO_MUCH) {
    doubts.implausible.push(window.span)
    return []
  }
  if (best.rank === TOO_LITTLE && best.words.length > 0) doubts.unwritten.push(...window.voice)
  doubts.loops.push(...best.loops)
  return best.words
}

const TOO_MUCH = 0
const TOO_LITTLE = 1
const LOOPED = 2
const GOOD = 3

interface Judged {
  words: Word[]
  loops: TimeSpan[]
  /** The better, the higher. */
  rank: number
}

/** Compares what was written with the time that its sound has. */
function judge(heard: readonly HeardWord[], window: Window, silences: Silences): Judged {
  const seconds = secondsOf(window.voice)
  const loops = findLoops(heard.map(({ text }) => text)).filter((loop) => !isSpoken(loop, heard, window))
  const kept = withoutLoops(heard, loops)
  const text = textOf(kept)
  const rank = rankOf({ text, seconds, looped: loops.length > 0 })
  const spans = loops.length > 0 ? [window.span] : []
  return { words: withTimes(spacedApart(kept), window, silences), loops: spans, rank }
}

function rankOf({ text, seconds, looped }: { text: string; seconds: number; looped: boolean }): number {
  if (!hasTimeFor(text, seconds)) return TOO_MUCH
  if (text === '' || isTooLittle(text, seconds)) return TOO_LITTLE
  return looped ? LOOPED : GOOD
}

/**
 * A repetition is real if its sound has time for it. Without times, its share of the voice counts.
 */
function isSpoken({ first, words, repeats }: Loop, heard: readonly HeardWord[], { voice }: Window): boolean {
  const run = heard.slice(first, first + words * repeats)
  const text = textOf(run)
  const [start, end] = [run[0]?.time?.start, run.at(-1)?.time?.end]
  if (start !== undefined && end !== undefined)
    return hasTimeToRepeat(text, secondsWithin({ start, end }, voice))
  return hasTimeToRepeat(text, (secondsOf(voice) * text.length) / textOf(heard).length)
}

function withTimes(heard: readonly HeardWord[], window: Window, { dips, changes }: Silences): Word[] {
  const timed = heard.flatMap(({ text, time }) => (time ? [{ text, ...time }] : []))
  if (timed.length === heard.length) {
    return correctWords(timed, window, spansWithin(changes, window.span))
  }
  const texts = heard.map(({ text }) => text)
  return shareTimes(texts, window.voice, spansWithin(dips, window.span))
}

function secondsWithin(span: TimeSpan, voice: readonly TimeSpan[]): number {
  return voice.reduce((sum, stretch) => sum + overlap(span, stretch), 0)
}

function silentStretches(words: readonly Word[], { voice }: Window): TimeSpan[] {
  return voice.filter((stretch) => words.every((word) => overlap(word, stretch) < TOUCH_SECONDS))
}
