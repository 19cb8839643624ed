import type { Identified } from './whisper-messages.ts'

/** Token `<|nospeech|>` of the multilingual models. */
const NO_SPEECH_TOKEN = 50_362

/**
 * Reads the decoder's first step, which predicts the language.
 * @param languageTokens token of each language, such as `<|es|>`
 */
export function readIdentified(
  logits: ArrayLike<number>,
  languageTokens: Readonly<Record<string, number>>,
): Identified {
  const probabilityOf = softmax(logits)
  const languages = Object.entries(languageTokens).map(([name, token]) => ({
    language: name.replaceAll(/[<|>]/g, ''),
    confidence: probabilityOf(token),
  }))
  const best = languages.reduce((best, one) => (one.confidence > best.confidence ? one : best))
  return { ...best, noSpeech: probabilityOf(NO_SPEECH_TOKEN) }
}

function softmax(logits: ArrayLike<number>): (token: number) => number {
  const values = Array.from(logits)
  const highest = values.reduce((highest, value) => Math.max(highest, value), -Infinity)
  const sum = values.reduce((sum, value) => sum + Math.exp(value - highest), 0)
  return (token) => Math.exp((values[token] ?? -Infinity) - highest) / sum
}
