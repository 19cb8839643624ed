import { endAtChanges } from './end-at-changes.ts'
import { overlap, partsBetween, type TimeSpan } from './time-span.ts'
import type { Word } from './word.ts'
import type { Window } from './windows.ts'

/**
 * Recognisers miss the edges of speech by this much, mostly because they count the pause as a part
 * of a word.
 */
const MAX_SHIFT_SECONDS = 0.4
/** Nobody pauses for so long in a word. */
const MAX_PAUSE_IN_WORD_SECONDS = 0.3

/**
 * Words whose times are in order, at the edges of the voice and inside their window.
 * @param changes silences at which the voice changes
 */
export function correctWords(
  words: readonly Word[],
  { span, voice }: Window,
  changes: readonly TimeSpan[],
): Word[] {
  const inside = words.filter(({ start, text }) => start < span.end && text.trim() !== '')
  const parts = voice.flatMap((stretch) => partsBetween(stretch, changes))
  const whole = endAtChanges(inside, changes).map((word) => leavePauses(word, parts))
  return inOrder(moveToEdges(whole, parts), span)
}

/** A word keeps to the voice. If it covers a pause, it keeps the stretch that has more of it. */
function leavePauses(word: Word, voice: readonly TimeSpan[]): Word {
  const touched = voice.filter((span) => overlap(word, span) > 0)
  const [first, last] = [touched[0], touched.at(-1)]
  if (first === undefined || last === undefined) return word
  const best = touched.reduce(
    (best, span) => (overlap(word, span) > overlap(word, best) ? span : best),
    first,
  )
  const { start, end } =
    longestPause(touched) < MAX_PAUSE_IN_WORD_SECONDS ? { start: first.start, end: last.end } : best
  return { ...word, start: Math.max(word.start, start), end: Math.min(word.end, end) }
}

function longestPause(voice: readonly TimeSpan[]): number {
  return Math.max(0, ...voice.slice(1).map(({ start }, index) => start - (voice[index]?.end ?? start)))
}

/** Moves, for each edge of the voice, the nearest start or end of a word to it. */
function moveToEdges(words: readonly Word[], voice: readonly TimeSpan[]): Word[] {
  const moved = words.map((word) => ({ ...word }))
  for (const edges of voice) {
    for (const side of ['start', 'end'] as const) {
      const index = nearest(words, side, edges[side])
      const word = index === undefined ? undefined : moved[index]
      if (word !== undefined) word[side] = edges[side]
    }
  }
  return moved
}

function nearest(words: readonly Word[], side: 'start' | 'end', edge: number): number | undefined {
  const distances = words.map((word) => Math.abs(word[side] - edge))
  const shortest = Math.min(...distances)
  return shortest <= MAX_SHIFT_SECONDS ? distances.indexOf(shortest) : undefined
}

function inOrder(words: readonly Word[], window: TimeSpan): Word[] {
  const ordered: Word[] = []
  for (const [index, word] of words.entries()) {
    const start = Math.max(word.start, ordered.at(-1)?.start ?? window.start)
    const latest = Math.min(window.end, words[index + 1]?.start ?? window.end)
    ordered.push({ text: word.text, start, end: Math.max(start, Math.min(word.end, latest)) })
  }
  return ordered
}
