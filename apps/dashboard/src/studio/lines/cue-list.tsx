import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { languageName } from '../../format/language-name.ts'
import { Button } from '../../ui/button.tsx'
import { useWords } from '../../words/words.ts'
import type { CueSession } from '../edits/cue-session.ts'
import { useSessionState } from '../edits/use-cues.ts'
import type { FitOf } from '../fit/use-fits.ts'
import { lineAt } from '../media/line-at.ts'
import type { Transport } from '../media/transport.ts'
import { CueRow } from './cue-row.tsx'
import { type Filter, Filters, useShown } from './filters.tsx'
import { useHeights } from './use-heights.ts'
import css from './cue-list.module.css'

interface Props {
  session: CueSession
  transport: Transport
  id: string
  fits: FitOf
  /** The language that is spoken, if it is known. */
  from: string | undefined
  onChoose(id: string): void
}

const ROW_PX = 74

/** The lines. They follow the playback until a person scrolls or types. */
export const CueList = memo(function CueList(props: Props) {
  const { session, transport, id, fits, from, onChoose } = props
  const { t } = useWords()
  const [filter, setFilter] = useState<Filter>('all')
  const ids = useSessionState(session, 'ids')
  const shown = useShown(session, filter, fits)
  const list = useRef<HTMLDivElement>(null)
  const rows = useRows(session, shown, list)
  const follow = useFollowing(session, transport, onChoose)
  useEffect(() => {
    const index = shown.indexOf(id)
    if (index >= 0) rows.scrollToIndex(index, { align: 'auto' })
  }, [id])
  return (
    <section className={css.list} aria-label={t('studio.lines')}>
      <div className={css.filters} role="group" aria-label={t('studio.filter')}>
        <Filters session={session} fits={fits} chosen={filter} onChoose={setFilter} />
        {!follow.isOn && (
          <Button isSmall kind="accent" className={css.follow} onClick={follow.start}>
            {t('studio.follow')}
          </Button>
        )}
      </div>
      <Head from={from} to={session.language} />
      <div className={css.rows} ref={list} onWheel={follow.stop} onInput={follow.stop} tabIndex={-1}>
        <div style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {rows.getVirtualItems().map(({ key, index, start, size }) => (
            <CueRow
              key={key}
              session={session}
              id={shown[index] ?? ''}
              number={(filter === 'all' ? index : ids.indexOf(shown[index] ?? '')) + 1}
              offsetPx={start}
              heightPx={size}
              isChosen={shown[index] === id}
              fits={fits}
              onChoose={onChoose}
            />
          ))}
        </div>
        {shown.length === 0 && <p className={css.none}>{t('studio.noLines')}</p>}
      </div>
    </section>
  )
})

function Head({ from, to }: { from: string | undefined; to: string }) {
  const { t, locale } = useWords()
  return (
    <div className={css.head} aria-hidden>
      <span>{t('studio.line')}</span>
      <span>{from === undefined ? t('studio.original') : languageName(from, locale)}</span>
      <span>{languageName(to, locale)}</span>
      <span>{t('studio.fit')}</span>
    </div>
  )
}

/** Heights follow from the texts and not from what is drawn, so nothing jumps while one scrolls. */
function useRows(session: CueSession, shown: readonly string[], list: RefObject<HTMLDivElement | null>) {
  const heights = useHeights(session, shown, list)
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => list.current,
    estimateSize: (index) => heights[index] ?? ROW_PX,
    // Another function would have all rows laid out again with each draw.
    getItemKey: useCallback((index: number) => shown[index] ?? index, [shown]),
    overscan: 6,
  })
  useEffect(() => rows.measure(), [heights])
  return rows
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
