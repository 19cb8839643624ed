import type { Cue } from '../providers/cue.ts'
import type { SpeakerTurn } from '../providers/diarizer.ts'
import { speakersIn } from '../speakers/assign-speakers.ts'
import { cheapestPieces } from './cheapest-pieces.ts'
import { jointsIn } from './joints.ts'
import { textOf, type Word } from './word.ts'

/**
 * Makes cues for people to read: they end at sentences and pauses, last from 1 to 7 s, and have one
 * speaker. Among all ways to cut the words, the cheapest one is taken.
 * @param language BCP 47 tag
 * @param turns who speaks when, if that is known
 */
export function cuesOf(words: readonly Word[], language: string, turns: readonly SpeakerTurn[] = []): Cue[] {
  const material = { words, joints: jointsIn(words, language), speakers: speakersIn(words, turns) }
  return cheapestPieces(material).map((piece, index) => ({
    id: index + 1,
    start: rounded(piece[0]?.start ?? 0),
    end: rounded(piece.at(-1)?.end ?? 0),
    text: textOf(piece),
  }))
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
