import { EngineError } from '../../../engine-error.ts'
import type { Word } from '../recognition/word.ts'

/** What a service heard, in seconds of its file. */
export interface Heard {
  /** As the service names it: `english` or `en`. */
  language?: string
  /** Each with the space before it. */
  words: Word[]
}

interface VerboseJson {
  language?: unknown
  duration?: unknown
  text?: unknown
  segments?: Segment[]
  words?: { word?: unknown; start?: unknown; end?: unknown }[]
}

interface Segment {
  start?: unknown
  end?: unknown
  text?: unknown
  no_speech_prob?: unknown
  avg_logprob?: unknown
}

/** Whisper's own limits for text that it invents where nobody speaks. */
const NO_SPEECH = 0.6
const DOUBTFUL = -1

/**
 * Reads the answer `verbose_json`. The words of OpenAI have times, but no punctuation, and the
 * segments have punctuation: so the text is that of the segments, with the times of their words.
 * Without words, a segment's time is shared by its characters.
 * @throws EngineError if it is another kind of answer
 */
export function readVerboseJson(answer: string, seconds: number): Heard {
  const { language, text, segments, words = [] } = parse(answer)
  const timed = words.flatMap(({ word, start, end }) =>
    typeof word === 'string' && typeof start === 'number' && typeof end === 'number'
      ? [{ text: word, start, end }]
      : [],
  )
  // Some services send an empty list beside the text.
  const parts = segments?.length ? segments : [{ start: 0, end: seconds, text }]
  const spoken = parts.filter(isSpoken)
  const heard = timeWords(spoken.flatMap(sharedWords), timed)
  return { ...(typeof language === 'string' && { language }), words: heard }
}

function parse(answer: string): VerboseJson {
  try {
    const value = JSON.parse(answer) as VerboseJson
    if (typeof value.text === 'string' || Array.isArray(value.segments)) return value
  } catch {
    // The error below says what is wrong.
  }
  const message = `The transcription endpoint did not answer with verbose JSON: ${answer.slice(0, 100)}`
  throw new EngineError('transcription_failed', message, { retryable: true })
}

function isSpoken({ no_speech_prob: silence, avg_logprob: certainty }: Segment): boolean {
  return !(Number(silence) > NO_SPEECH && Number(certainty) < DOUBTFUL)
}

/** The words of a segment, each with its share of the time. */
function sharedWords({ start, end, text }: Segment): Word[] {
  const words = String(text ?? '').trim().split(/\s+/).filter(Boolean) // prettier-ignore
  const first = Number(start) || 0
  const seconds = Math.max(0, (Number(end) || first) - first)
  const characters = words.reduce((sum, word) => sum + word.length, 0)
  let before = 0
  return words.map((word) => {
    const from = first + (seconds * before) / characters
    before += word.length
    return { text: ` ${word}`, start: from, end: first + (seconds * before) / characters }
  })
}

/** Services may leave words out or split them, so a word is looked for among the next few. */
const LOOK_AHEAD = 5

/** Gives the words of the segments the times of the same words with times, in order. */
function timeWords(words: readonly Word[], timed: readonly Word[]): Word[] {
  let next = 0
  return words.map((word) => {
    const ahead = timed.slice(next, next + LOOK_AHEAD).findIndex((one) => bare(one.text) === bare(word.text))
    const found = ahead < 0 ? undefined : timed[next + ahead]
    if (!found) return word
    next += ahead + 1
    return { text: word.text, start: found.start, end: Math.max(found.start, found.end) }
  })
}

function bare(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
}
