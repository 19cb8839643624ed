import type { Cue } from 'video-translation-client'
import { type CueResult, isOpen, type SheetCue } from 'video-translation-client/editing'
import type { TranslatedText } from '../../cues.ts'
import type { TaskResult } from '../../engine.ts'
import { isSameText } from './compare.ts'
import { pairLines } from './pair-lines.ts'

/** A language by our tag and by the vendor's own. */
export interface TargetNames {
  language: string
  tag: string
}

/**
 * What the vendor has translated and spoken of each cue, once the language is completed. It does
 * not say how its dub fits. A cue without a line is not in the result.
 */
export function resultsOf(
  cues: readonly SheetCue[],
  lines: readonly Cue[],
  names: TargetNames,
): Required<Pick<TaskResult, 'translated' | 'spoken'>> {
  const pairs = [...pairLines(cues, lines)].map(([cue, line]) => {
    return { cue, text: line.targets[names.tag]?.text ?? '' }
  })
  return {
    translated: pairs.flatMap(({ cue, text }) => translatedOf(cue, text, names)),
    spoken: pairs.map(({ cue, text }) => spokenOf(cue, text, names)),
  }
}

function translatedOf(cue: SheetCue, text: string, { language }: TargetNames): TranslatedText[] {
  return isOpen(cue, cue.targets[language]) ? [{ id: cue.id, source: cue.text, text }] : []
}

/** A vendor that has another text than the cue leaves it out of date. */
function spokenOf(cue: SheetCue, said: string, { language }: TargetNames): CueResult {
  const { id, start, end, text: source } = cue
  const own = isOpen(cue, cue.targets[language]) ? said : (cue.targets[language]?.text ?? said)
  return { id, start, end, source, text: isSameText(own, said) ? own : said }
}
