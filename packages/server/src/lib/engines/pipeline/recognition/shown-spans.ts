import type { CueWords } from './cheapest-pieces.ts'
import { MIN_CUE_SECONDS, shownSeconds, silenceBefore } from './shown-seconds.ts'
import { secondsIn, type TimeSpan } from './time-span.ts'
import type { Word } from './word.ts'

/** How early a cue comes that is too short even so, where the one before it leaves the time. */
const LEAD_SECONDS = 0.1

/** When each cue is shown. */
export function shownSpans(words: readonly Word[], cues: readonly CueWords[]): TimeSpan[] {
  const spans: TimeSpan[] = []
  let busyUntil = 0
  for (const { first, next } of cues) {
    const [start, spokenUntil] = [words[first]?.start ?? 0, words[next - 1]?.end ?? 0]
    const end = start + shownSeconds(spokenUntil - start, silenceBefore(words, next))
    const lack = Math.max(0, MIN_CUE_SECONDS - secondsIn({ start, end }))
    const earlier = Math.max(busyUntil, start - Math.min(lack, LEAD_SECONDS))
    spans.push({ start: Math.min(start, earlier), end })
    // A cue that is hardly too long leaves before its last sound.
    busyUntil = Math.max(end, spokenUntil)
  }
  return spans
}
