import { useEffect, useMemo, useState } from 'react'

/** What a person has ticked. */
export interface Ticked {
  readonly ids: ReadonlySet<string>
  /** All that match the filter, also those that are not loaded. The ids are those loaded then. */
  readonly isAll: boolean
}

/** The rows that a person has ticked. Another filter begins another selection. */
export interface Selection extends Ticked {
  has(id: string): boolean
  toggle(id: string): void
  replace(ids: Iterable<string>): void
  /** @param loaded the rows that are known; one of them can be left out again */
  all(loaded: Iterable<string>): void
  clear(): void
}

const NONE: Ticked = { ids: new Set(), isAll: false }

export function useSelection(search: object): Selection {
  const [ticked, setTicked] = useState(NONE)
  const key = JSON.stringify(search)
  useEffect(() => setTicked(NONE), [key])
  // The same verbs for good: with others, each tick would draw all rows.
  const verbs = useMemo(() => verbsOf(setTicked), [])
  return useMemo(
    () => ({ ...ticked, ...verbs, has: (id: string) => ticked.isAll || ticked.ids.has(id) }),
    [ticked, verbs],
  )
}

function verbsOf(set: (change: (before: Ticked) => Ticked) => void) {
  return {
    toggle: (id: string) => set((before) => ({ ids: toggled(before.ids, id), isAll: false })),
    replace: (next: Iterable<string>) => set(() => ({ ids: new Set(next), isAll: false })),
    all: (loaded: Iterable<string>) => set(() => ({ ids: new Set(loaded), isAll: true })),
    clear: () => set(() => NONE),
  }
}

function toggled(before: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const after = new Set(before)
  if (!after.delete(id)) after.add(id)
  return after
}
