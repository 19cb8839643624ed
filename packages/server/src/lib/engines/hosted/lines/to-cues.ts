import type { Cue } from 'video-translation-client'
import { EngineError } from '../../../engine-error.ts'
import type { RecognisedCue } from '../../cues.ts'
import { plain } from './compare.ts'

/** As many as the lines of a day. */
const MAX_LINES = 20_000

/**
 * The lines of a vendor as cues: each is one line of text, with times in milliseconds.
 * @throws EngineError `too_many_lines`
 */
export function toCues(lines: readonly Cue[]): RecognisedCue[] {
  if (lines.length > MAX_LINES)
    throw new EngineError(
      'too_many_lines',
      `The vendor found ${lines.length} lines; at most ${MAX_LINES} are kept. Cut the source.`,
    )
  return lines.map(toCue)
}

const SHORTEST_SECONDS = 0.001

function toCue({ start, end, text, speaker }: Cue): RecognisedCue {
  const from = Math.max(0, inMs(start))
  const own = { start: from, end: Math.max(from + SHORTEST_SECONDS, inMs(end)), text: plain(text) }
  return { ...own, ...(speaker !== undefined && { speaker }) }
}

function inMs(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
