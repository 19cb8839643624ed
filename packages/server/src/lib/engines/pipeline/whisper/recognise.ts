import type { Cue } from '../providers/cue.ts'
import type { LanguagePart } from '../providers/providers.ts'
import { warnOfOtherLanguages } from '../recognition/other-languages.ts'
import type { TimeSpan } from '../recognition/time-span.ts'
import type { Word } from '../recognition/word.ts'
import { packWindows } from '../recognition/windows.ts'
import { writeDown, type WriteDownOptions } from '../recognition/write-down.ts'
import type { Identify } from './identify-language.ts'
import { tagOf, whisperCode } from './languages.ts'

/** The two abilities of a loaded model, for one recording. */
export interface WhisperModel {
  identify: Identify
  listen(span: TimeSpan, language: string): Promise<Word[]>
}

/**
 * Whisper invents words where nobody speaks. Measured: at most 0.13 with speech, and at least 0.2
 * without.
 */
const NO_SPEECH = 0.2
/** Each call costs as much as 30 s of sound, and Whisper skips speech after a longer pause. */
const WINDOWS = { maxSeconds: 28, gapSeconds: 2, padSeconds: 0.15 }

/**
 * Writes down the stretches of voice as cues. Each window's language is known anyway, so another
 * one than that of the transcript is a warning.
 */
export async function recognise(
  voice: readonly TimeSpan[],
  model: WhisperModel,
  options: Omit<WriteDownOptions, 'parallel' | 'dips'>,
): Promise<Cue[]> {
  const language = whisperCode(options.language)
  const parts: LanguagePart[] = []
  const cues = await writeDown(
    packWindows(voice, WINDOWS),
    async ({ span }) => {
      const identified = await model.identify([span])
      if (identified.noSpeech >= NO_SPEECH) return undefined
      parts.push({ span, language: tagOf(identified.language), confidence: identified.confidence })
      const words = await model.listen(span, language)
      return words.map(({ text, start, end }) => ({ text, time: { start, end } }))
    },
    options,
  )
  for (const warning of warnOfOtherLanguages(parts, options.language)) options.onWarning(warning)
  return cues
}
