import type { Recognition } from '../../speech/speech-messages.ts'
import { shareTimes } from '../share-times.ts'
import { type HeardWord, wordsOf } from '../word.ts'
import type { Window } from '../windows.ts'

/**
 * Reads the words of a recognition, with the times that the model gives: of tokens, of sentences,
 * or none.
 */
export function heardWords(
  { text, tokens, segments }: Recognition,
  window: Window,
  language: string,
): HeardWord[] {
  if (tokens.length > 0) return joinTokens(tokens, window.span.start)
  if (segments.length > 0) return segments.flatMap((segment) => wordsOfSegment(segment, window, language))
  return wordsOf(text, language).map((word) => ({ text: word }))
}

/** Longest word of a model that gives only the start of each token. */
const MAX_TOKEN_SECONDS = 0.6

type Token = Recognition['tokens'][number]

function joinTokens(tokens: readonly Token[], offset: number): HeardWord[] {
  const words: { text: string; start: number; end: number }[] = []
  for (const [index, token] of tokens.entries()) {
    const text = token.text.replaceAll('\u2581', ' ')
    const start = offset + token.start
    const end = start + (token.seconds ?? secondsUntil(tokens[index + 1], token))
    const word = words.at(-1)
    if (word !== undefined && continuesWord(text)) Object.assign(word, { text: word.text + text, end })
    else words.push({ text, start, end })
  }
  return words.map(({ text, start, end }) => ({ text, time: { start, end } }))
}

/** Scripts without spaces have a token for each sign, and each is a word here. */
function continuesWord(text: string): boolean {
  return !/^[\s\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]/u.test(text) || /^\p{P}/u.test(text)
}

function secondsUntil(next: Token | undefined, { start }: Token): number {
  return Math.min(MAX_TOKEN_SECONDS, next === undefined ? MAX_TOKEN_SECONDS : next.start - start)
}

function wordsOfSegment(
  { text, start, seconds }: Recognition['segments'][number],
  { span, voice }: Window,
  language: string,
): HeardWord[] {
  const [first, end] = [span.start + start, span.start + start + seconds]
  const inside = voice
    .map((stretch) => ({ start: Math.max(stretch.start, first), end: Math.min(stretch.end, end) }))
    .filter((stretch) => stretch.end > stretch.start)
  const stretches = inside.length > 0 ? inside : [{ start: first, end }]
  return shareTimes(wordsOf(text, language), stretches).map(({ text: word, ...time }) => ({
    text: word,
    time,
  }))
}
