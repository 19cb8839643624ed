import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import { languageName } from '../format/language-name.ts'
import { Button } from '../ui/button.tsx'
import { useWords } from '../words/words.ts'
import { CueRow } from './cue-row.tsx'
import type { CueSession } from './cue-session.ts'
import { fitOf } from './pace.ts'
import { lineAt, type Transport } from './transport.ts'
import { useSessionState } from './use-cues.ts'
import css from './cue-list.module.css'

interface Props {
  session: CueSession
  transport: Transport
  id: string
  pace: number | undefined
  onChoose(id: string): void
}

const FILTERS = ['all', 'tooLong', 'changed', 'open'] as const
type Filter = (typeof FILTERS)[number]

const ROW_PX = 84

/** The lines. They follow the playback until a person scrolls or types. */
export function CueList({ session, transport, id, pace, onChoose }: Props) {
  const { t, locale } = useWords()
  const [filter, setFilter] = useState<Filter>('all')
  const { ids } = useSessionState(session)
  const shown = filter === 'all' ? ids : ids.filter((each) => matches(session, each, filter, pace))
  const list = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => list.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => shown[index] ?? index,
    overscan: 8,
  })
  const follow = useFollowing(session, transport, onChoose)
  useEffect(() => {
    const index = shown.indexOf(id)
    if (index >= 0) rows.scrollToIndex(index, { align: 'auto' })
  }, [id])
  return (
    <section className={css.list} aria-label={t('studio.lines')}>
      <div className={css.filters} role="group" aria-label={t('studio.filter')}>
        {FILTERS.map((each) => (
          <Button key={each} isSmall aria-pressed={each === filter} onClick={() => setFilter(each)}>
            {t(`filter.${each}`)}
          </Button>
        ))}
        {!follow.isOn && (
          <Button isSmall kind="accent" onClick={follow.start}>
            {t('studio.follow')}
          </Button>
        )}
      </div>
      <div className={css.head} aria-hidden>
        <span>{t('studio.line')}</span>
        <span>{t('studio.original')}</span>
        <span>{languageName(session.language, locale)}</span>
        <span>{t('studio.fit')}</span>
      </div>
      <div className={css.rows} ref={list} onWheel={follow.stop} onInput={follow.stop} tabIndex={-1}>
        <div style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {rows.getVirtualItems().map(({ key, index, start }) => (
            <CueRow
              key={key}
              session={session}
              id={shown[index] ?? ''}
              number={ids.indexOf(shown[index] ?? '') + 1}
              offsetPx={start}
              isChosen={shown[index] === id}
              pace={pace}
              onChoose={onChoose}
            />
          ))}
        </div>
        {shown.length === 0 && <p className={css.none}>{t('studio.noLines')}</p>}
      </div>
    </section>
  )
}

function useFollowing(session: CueSession, transport: Transport, onChoose: (id: string) => void) {
  const [isOn, setIsOn] = useState(true)
  useEffect(() => {
    if (!isOn) return undefined
    let last: string | undefined
    return transport.listen(() => {
      const line = transport.isPlaying ? lineAt(session.cues(), transport.atSeconds) : undefined
      if (line === undefined || line === last) return
      last = line
      onChoose(line)
    })
  }, [isOn, session, transport, onChoose])
  return { isOn, start: () => setIsOn(true), stop: () => setIsOn(false) }
}

function matches(session: CueSession, id: string, filter: Filter, pace: number | undefined): boolean {
  const cue = session.get(id)
  const target = cue?.targets[session.language]
  if (!cue) return false
  if (filter === 'tooLong') return fitOf(cue, session.language, pace).kind === 'tooLong'
  if (filter === 'changed') return target?.state === 'stale'
  return target?.approved !== true
}
