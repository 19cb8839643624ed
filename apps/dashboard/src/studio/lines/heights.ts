import type { Cue } from 'video-translation-client'
import type { CueSession } from '../edits/cue-session.ts'
import type { HeightOf } from './row-heights.ts'

/** The list is the same until a text takes more lines or fewer, which few letters do. */
export function heightsOf(
  session: Pick<CueSession, 'get' | 'language' | 'listen'>,
  shown: readonly string[],
  heightOf: HeightOf | undefined,
) {
  const measured: (Cue | undefined)[] = []
  let heights: readonly number[] = []
  return {
    listen: (listener: () => void) => session.listen(listener),
    heights(): readonly number[] {
      if (!heightOf) return heights
      const next = shown.map((id, index) => {
        const cue = session.get(id)
        const known = heights[index]
        if (known !== undefined && measured[index] === cue) return known
        measured[index] = cue
        return cue ? heightOf(cue, session.language) : (known ?? 0)
      })
      const isSame = next.length === heights.length && next.every((px, index) => px === heights[index])
      if (!isSame) heights = next
      return heights
    },
  }
}
