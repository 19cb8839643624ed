import { type CueResult, isOpen } from 'video-translation-client/editing'
import { sampleCues, sampleResults, sampleTranslation } from 'video-translation-simulator'
import type { RecognisedCue, TranslatedText } from '../cues.ts'
import type { TargetTask } from '../engine.ts'

/** Cues that say that they are simulated. */
export function simulatedCues(): RecognisedCue[] {
  return sampleCues()
}

/** Texts for the cues that have none: the same, marked with the language. */
export function simulatedTexts({ cues = [], language }: TargetTask): TranslatedText[] {
  const open = cues.filter((cue) => isOpen(cue, cue.targets[language]))
  return open.map(({ id, text }) => ({ id, source: text, text: sampleTranslation(text, language) }))
}

/** What a voice would have made of the cues. */
export function simulatedResults(
  { cues = [], language }: TargetTask,
  texts: readonly TranslatedText[],
): CueResult[] {
  const made = new Map(texts.map(({ id, text }) => [id, text]))
  const translated = cues.map((cue) => {
    const { text = null, ...target } = cue.targets[language] ?? {}
    const now = { ...target, text: made.get(cue.id) ?? text }
    return { ...cue, targets: { ...cue.targets, [language]: now } }
  })
  return sampleResults(translated, language)
}
