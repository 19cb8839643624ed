import type { Cue } from 'video-translation-client'
import { hundredths } from '../../format/time-text.ts'

/** What is dragged: an edge of a line, or the whole. */
export type Grip = 'start' | 'end' | 'whole'

export interface Times {
  start: number
  end: number
}

/** Where the lines before and after leave room. */
export interface Room {
  fromSeconds: number
  toSeconds: number
}

/** A line that is shorter can be neither read nor spoken. */
export const LEAST_SECONDS = 0.2

export function roomOf(cues: readonly Cue[], id: string, durationSeconds: number | undefined): Room {
  const at = cues.findIndex((cue) => cue.id === id)
  return {
    fromSeconds: cues[at - 1]?.end ?? 0,
    toSeconds: cues[at + 1]?.start ?? durationSeconds ?? Infinity,
  }
}

/** The times after a move. A line cannot cross its neighbours. */
export function moved({ start, end }: Times, grip: Grip, bySeconds: number, room: Room): Times {
  if (grip === 'start')
    return { start: hundredths(within(start + bySeconds, room.fromSeconds, end - LEAST_SECONDS)), end }
  if (grip === 'end')
    return { start, end: hundredths(within(end + bySeconds, start + LEAST_SECONDS, room.toSeconds)) }
  const by = within(bySeconds, room.fromSeconds - start, room.toSeconds - end)
  return { start: hundredths(start + by), end: hundredths(end + by) }
}

/** The move that ends at a mark that is near, e.g. the playhead. */
export function snapped(
  times: Times,
  grip: Grip,
  bySeconds: number,
  { marks, reachSeconds }: { marks: readonly number[]; reachSeconds: number },
): number {
  const edges = grip === 'whole' ? [times.start, times.end] : [times[grip]]
  const moves = edges.flatMap((edge) => marks.map((mark) => mark - edge))
  const near = moves.filter((move) => Math.abs(move - bySeconds) <= reachSeconds)
  return (
    near.toSorted((one, other) => Math.abs(one - bySeconds) - Math.abs(other - bySeconds))[0] ?? bySeconds
  )
}

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value))
}
