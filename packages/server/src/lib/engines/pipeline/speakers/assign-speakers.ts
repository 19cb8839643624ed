import type { Cue } from '../providers/cue.ts'
import type { SpeakerTurn } from '../providers/diarizer.ts'

/** A cue so near to a turn belongs to it: turns end a little early. */
const NEAR_SECONDS = 1

/** Gives each cue the speaker who speaks most of it, else the nearest one. */
export function assignSpeakers(cues: readonly Cue[], turns: readonly SpeakerTurn[]): Cue[] {
  return cues.map((cue) => {
    const speaker = mainSpeaker(cue, turns) ?? nearestSpeaker(cue, turns)
    return speaker === undefined ? cue : { ...cue, speaker }
  })
}

function mainSpeaker(cue: Cue, turns: readonly SpeakerTurn[]): string | undefined {
  const seconds = new Map<string, number>()
  for (const turn of turns) {
    const common = commonSeconds(cue, turn)
    if (common > 0) seconds.set(turn.speaker, (seconds.get(turn.speaker) ?? 0) + common)
  }
  return [...seconds].toSorted(([, one], [, other]) => other - one)[0]?.[0]
}

function nearestSpeaker(cue: Cue, turns: readonly SpeakerTurn[]): string | undefined {
  let [speaker, most]: [string | undefined, number] = [undefined, -NEAR_SECONDS]
  // There may be many thousands of turns, so they are not sorted for each cue.
  for (const turn of turns) {
    const common = commonSeconds(cue, turn)
    if (common > most) [speaker, most] = [turn.speaker, common]
  }
  return speaker
}

/** Negative: the seconds between them. */
function commonSeconds(one: { start: number; end: number }, other: { start: number; end: number }): number {
  return Math.min(one.end, other.end) - Math.max(one.start, other.start)
}
