import type { Warning } from 'video-translation-client'

const MAX_REPEATS = 3
const MAX_PHRASE_WORDS = 8

/**
 * Removes the repetitions of a recogniser that got into a loop: a phrase said more than three times
 * in a row stays once. Other text is returned unchanged.
 */
export function withoutLoop(text: string): string {
  const words = text.split(/\s+/).filter(Boolean)
  const kept = keptWords(words)
  return kept.length === words.length ? text : kept.map((index) => words[index]).join(' ')
}

/** Indexes of the words that stay when such repetitions are removed. */
export function keptWords(words: readonly string[]): number[] {
  const plain = words.map((word) => word.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, ''))
  let kept = words.map((_, index) => index)
  for (let first = 0; first < kept.length; first++) {
    for (let length = 1; length <= MAX_PHRASE_WORDS; length++) {
      const rest = kept.map((index) => plain[index] ?? '')
      const repeats = repeatsAt(rest, first, length)
      if (repeats > MAX_REPEATS) {
        kept = [...kept.slice(0, first + length), ...kept.slice(first + repeats * length)]
      }
    }
  }
  return kept
}

export function repetitionWarning(seconds: number): Warning {
  const message = `The recogniser repeated itself at ${seconds.toFixed(1)} s. The repetition was removed.`
  return { code: 'repeated_text', message }
}

/** Counts how often the phrase of `length` words at `first` stands there in a row. */
function repeatsAt(words: readonly string[], first: number, length: number): number {
  const phrase = words.slice(first, first + length).join(' ')
  let repeats = 1
  while (phrase === words.slice(first + repeats * length, first + (repeats + 1) * length).join(' ')) repeats++
  return repeats
}
