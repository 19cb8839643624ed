import type { Cue } from '../providers/cue.ts'
import type { SpeakerTurn } from '../providers/diarizer.ts'

/** A cue so near to a turn belongs to it: turns end a little early. */
const NEAR_SECONDS = 1

interface Span {
  start: number
  end: number
}

/** Gives each cue the speaker who speaks most of it, else the nearest one. */
export function assignSpeakers(cues: readonly Cue[], turns: readonly SpeakerTurn[]): Cue[] {
  const separate = separateTurns(turns)
  return cues.map((cue) => {
    const speaker = mainSpeaker(cue, separate) ?? nearestSpeaker(cue, separate)
    return speaker === undefined ? cue : { ...cue, speaker }
  })
}

/** How long each speaker speaks in each of many spans in order, e.g. in each word. */
export function speakersIn(spans: readonly Span[], turns: readonly SpeakerTurn[]): Map<string, number>[] {
  const sorted = separateTurns(turns)
  let [near, next]: [SpeakerTurn[], number] = [[], 0]
  return spans.map((span) => {
    const first = next
    while ((sorted[next]?.start ?? Infinity) < span.end) next++
    // A turn in the background may last as long as the recording: the others do not wait for it.
    near = [...near, ...sorted.slice(first, next)].filter(({ end }) => end > span.start)
    return secondsBySpeaker(span, near)
  })
}

/** In order, with those of one speaker that overlap as one: nobody speaks twice at once. */
function separateTurns(turns: readonly SpeakerTurn[]): SpeakerTurn[] {
  const separate: SpeakerTurn[] = []
  const last = new Map<string, SpeakerTurn>()
  for (const turn of turns.toSorted((one, other) => one.start - other.start)) {
    const open = last.get(turn.speaker)
    if (open && turn.start <= open.end) {
      open.end = Math.max(open.end, turn.end)
      continue
    }
    const own = { ...turn }
    last.set(turn.speaker, own)
    separate.push(own)
  }
  return separate
}

function mainSpeaker(cue: Cue, turns: readonly SpeakerTurn[]): string | undefined {
  return [...secondsBySpeaker(cue, turns)].toSorted(([, one], [, other]) => other - one)[0]?.[0]
}

function secondsBySpeaker(span: Span, turns: readonly SpeakerTurn[]): Map<string, number> {
  const seconds = new Map<string, number>()
  for (const turn of turns) {
    const common = commonSeconds(span, turn)
    if (common > 0) seconds.set(turn.speaker, (seconds.get(turn.speaker) ?? 0) + common)
  }
  return seconds
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
function commonSeconds(one: Span, other: Span): number {
  return Math.min(one.end, other.end) - Math.max(one.start, other.start)
}
