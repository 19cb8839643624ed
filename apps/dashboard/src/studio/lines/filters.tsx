import { useMemo, useSyncExternalStore } from 'react'
import type { Cue } from 'video-translation-client'
import { Button } from '../../ui/button.tsx'
import { useWords } from '../../words/words.ts'
import type { CueSession } from '../edits/cue-session.ts'
import { useSessionState } from '../edits/use-cues.ts'
import type { FitOf } from '../fit/use-fits.ts'
import css from './cue-list.module.css'

const FILTERS = ['all', 'tooLong', 'changed', 'open'] as const
export type Filter = (typeof FILTERS)[number]

interface Props {
  session: CueSession
  fits: FitOf
  chosen: Filter
  onChoose(filter: Filter): void
}

/** Which lines are shown, with how many there are of each. */
export function Filters({ session, fits, chosen, onChoose }: Props) {
  const { t } = useWords()
  // Nobody looks at the numbers while typing, so they are counted with each save.
  const revision = useSessionState(session, 'revision')
  const reads = useSessionState(session, 'reads')
  const counts = useMemo(() => countsOf(session, fits), [session, fits, revision, reads])
  return FILTERS.map((each) => (
    <Button key={each} isSmall aria-pressed={each === chosen} onClick={() => onChoose(each)}>
      {t(`filter.${each}`)}
      <b className={css.count}>{counts[each]}</b>
    </Button>
  ))
}

/** The ids of the lines that a filter shows. */
export function useShown(session: CueSession, filter: Filter, fits: FitOf): readonly string[] {
  const { listen, shown } = useMemo(() => shownOf(session, filter, fits), [session, filter, fits])
  return useSyncExternalStore(listen, shown)
}

/** The list is the same until a line comes to the filter or leaves it. */
function shownOf(session: CueSession, filter: Filter, fits: FitOf) {
  let last: readonly string[] = []
  return {
    listen: (listener: () => void) => session.listen(listener),
    shown(): readonly string[] {
      if (filter === 'all') return session.state.ids
      const cues = session.cues().filter((cue) => matches(cue, filter, { session, fits }))
      const isSame = cues.length === last.length && cues.every(({ id }, index) => id === last[index])
      if (!isSame) last = cues.map(({ id }) => id)
      return last
    },
  }
}

function countsOf(session: CueSession, fits: FitOf): Record<Filter, number> {
  const counts = { all: 0, tooLong: 0, changed: 0, open: 0 }
  for (const cue of session.cues())
    for (const filter of FILTERS) if (matches(cue, filter, { session, fits })) counts[filter]++
  return counts
}

function matches(cue: Cue, filter: Filter, { session, fits }: Pick<Props, 'session' | 'fits'>): boolean {
  const target = cue.targets[session.language]
  if (filter === 'tooLong') return fits(cue).kind === 'tooLong'
  if (filter === 'changed') return target?.state === 'stale'
  return filter === 'all' || target?.approved !== true
}
