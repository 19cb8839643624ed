import { useState, useSyncExternalStore } from 'react'
import type { Side } from './media/pair.ts'
import type { Transport } from './media/transport.ts'

export const SUBTITLES = ['off', 'source', 'result', 'both'] as const
export type Subtitles = (typeof SUBTITLES)[number]

/** How a person likes to look at the videos. */
export interface View {
  isSideBySide: boolean
  subtitles: Subtitles
}

const STORED_AS = 'video-translation.studio-view'
/** A phone has room for one picture. */
const FIRST: View = { isSideBySide: innerWidth > 720, subtitles: 'result' }

/** The view is kept in the browser. */
export function useView(): [View, (change: Partial<View>) => void] {
  const [view, setView] = useState(storedView)
  const change = (part: Partial<View>) => {
    const next = { ...view, ...part }
    setView(next)
    try {
      localStorage.setItem(STORED_AS, JSON.stringify(next))
    } catch {
      // The choice lasts until the page is left.
    }
  }
  return [view, change]
}

export function useHeard(transport: Transport): Side {
  return useSyncExternalStore(transport.listen, () => transport.heard)
}

function storedView(): View {
  try {
    const { isSideBySide, subtitles } = JSON.parse(localStorage.getItem(STORED_AS) ?? '{}') as Partial<View>
    return {
      isSideBySide: isSideBySide ?? FIRST.isSideBySide,
      subtitles: SUBTITLES.find((each) => each === subtitles) ?? FIRST.subtitles,
    }
  } catch {
    return FIRST
  }
}
