import { useEffect, useMemo, useState } from 'react'

/** The rows that a person has ticked. Another filter begins another selection. */
export interface Selection {
  readonly ids: ReadonlySet<string>
  toggle(id: string): void
  replace(ids: Iterable<string>): void
  clear(): void
}

export function useSelection(search: object): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const key = JSON.stringify(search)
  useEffect(() => setIds(new Set()), [key])
  return useMemo(
    () => ({
      ids,
      toggle: (id) => setIds((before) => toggled(before, id)),
      replace: (next) => setIds(new Set(next)),
      clear: () => setIds(new Set()),
    }),
    [ids],
  )
}

function toggled(before: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const after = new Set(before)
  if (!after.delete(id)) after.add(id)
  return after
}
