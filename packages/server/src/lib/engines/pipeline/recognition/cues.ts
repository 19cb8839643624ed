import type { Cue } from '../providers/cue.ts'
import type { SpeakerTurn } from '../providers/diarizer.ts'
import { speakersIn } from '../speakers/assign-speakers.ts'
import { cheapestPieces } from './cheapest-pieces.ts'
import { jointsIn } from './joints.ts'
import { shownSpans } from './shown-spans.ts'
import { textOf, type Word } from './word.ts'

/**
 * Makes cues for people to read: they end at sentences and pauses, last from 1 to 7 s (one of
 * twenty up to 8 s), and have one speaker. Among all ways to cut the words, the cheapest one is
 * taken.
 * @param language BCP 47 tag
 * @param turns who speaks when, if that is known
 */
export function cuesOf(words: readonly Word[], language: string, turns: readonly SpeakerTurn[] = []): Cue[] {
  const material = { words, joints: jointsIn(words, language), speakers: speakersIn(words, turns) }
  const pieces = cheapestPieces(material)
  return shownSpans(words, pieces).map(({ start, end }, index) => {
    const text = textOf(words.slice(pieces[index]?.first, pieces[index]?.next))
    return { id: index + 1, start: rounded(start), end: rounded(end), text }
  })
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
