import type { Cue } from 'video-translation-client'
import { type CueResult, isOpen, type SheetCue } from 'video-translation-client/editing'
import type { TranslatedText } from '../../cues.ts'
import type { TaskResult } from '../../engine.ts'
import { pairLines } from './pair-lines.ts'

/** What the vendor has translated and spoken of each cue. It does not say how its dub fits. */
export function resultsOf(
  cues: readonly SheetCue[],
  lines: readonly Cue[],
  language: string,
): Required<Pick<TaskResult, 'translated' | 'spoken'>> {
  const pairs = pairLines(cues, lines)
  const translated = cues.flatMap((cue) => translatedOf(cue, pairs.get(cue), language))
  const made = new Map(translated.map(({ id, text }) => [id, text]))
  const spoken = cues.flatMap((cue) => spokenOf(cue, made.get(cue.id) ?? cue.targets[language]?.text))
  return { translated, spoken }
}

function translatedOf(cue: SheetCue, line: Cue | undefined, language: string): TranslatedText[] {
  const text = line?.targets[language]?.text ?? null
  if (text === null || !isOpen(cue, cue.targets[language])) return []
  return [{ id: cue.id, source: cue.text, text }]
}

function spokenOf({ id, start, end, text: source }: SheetCue, text: string | null | undefined): CueResult[] {
  return text === null || text === undefined ? [] : [{ id, start, end, source, text }]
}
