import { keptWords } from '../speech/repetition.ts'
import type { TimeSpan } from './time-span.ts'
import type { Word } from './whisper-protocol.ts'
import type { Window } from './windows.ts'

/**
 * Whisper misses the edges of speech by this much, mostly because it counts the pause as a word.
 */
const MAX_SHIFT_SECONDS = 0.4

/** Words whose times are in order, at the edges of the voice and inside their window. */
export function correctWords(words: readonly Word[], { span, voice }: Window): Word[] {
  const inside = words.filter(({ start, text }) => start < span.end && text.trim() !== '')
  return inOrder(moveToEdges(inside, voice), span)
}

/** Removes the repetitions of a decoder that got into a loop. */
export function withoutLoops(words: readonly Word[]): { words: Word[]; looped: boolean } {
  const kept = keptWords(words.map(({ text }) => text)).flatMap((index) => words[index] ?? [])
  return { words: kept, looped: kept.length < words.length }
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
