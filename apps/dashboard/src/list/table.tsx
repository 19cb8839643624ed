import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { useTranslations } from 'video-translation-client/react'
import { useIsNarrow } from '../ui/narrow.ts'
import { useWords } from '../words/words.ts'
import { Row } from './row.tsx'
import { singleKeysAreOn } from './keys.ts'
import type { Selection } from './selection.ts'
import css from './table.module.css'

const ROW_PX = 64
const CARD_PX = 148

interface Props {
  list: ReturnType<typeof useTranslations>
  selection: Selection
}

/** Draws only the rows in view, and loads the next page before its end is reached. */
export function Table({ list, selection }: Props) {
  const { ids, hasMore, isLoading, more } = list
  const { t } = useWords()
  const body = useRef<HTMLDivElement>(null)
  const { rows, totalPx, scrollTo } = useRows(ids, body)
  const last = rows.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && !isLoading && last >= ids.length - 20) void more()
  }, [last, ids.length, hasMore, isLoading])
  return (
    <div
      className={css.table}
      role="table"
      aria-label={t('list.title')}
      aria-rowcount={hasMore ? -1 : ids.length + 1}
    >
      <Head ids={ids} selection={selection} />
      <div
        ref={body}
        role="rowgroup"
        className={css.body}
        style={{ height: totalPx }}
        onKeyDown={(event) => moveFocus(event, ids, selection, scrollTo)}
      >
        {rows.map(({ key, index, start }) => (
          <Row
            key={key}
            id={ids[index] ?? ''}
            index={index}
            offsetPx={start}
            isSelected={selection.has(ids[index] ?? '')}
            onToggle={selection.toggle}
          />
        ))}
      </div>
      <p className={css.foot}>{hasMore ? t('list.loading') : t('list.shown', { count: ids.length })}</p>
    </div>
  )
}

function useRows(ids: readonly string[], body: React.RefObject<HTMLDivElement | null>) {
  const isNarrow = useIsNarrow()
  const [topPx, setTopPx] = useState(0)
  useLayoutEffect(() => {
    const box = body.current?.getBoundingClientRect()
    if (box) setTopPx(box.top + scrollY)
  }, [isNarrow])
  const rowPx = isNarrow ? CARD_PX : ROW_PX
  const virtual = useWindowVirtualizer({
    count: ids.length,
    estimateSize: () => rowPx,
    // Another function would have all rows laid out again with each draw.
    getItemKey: useCallback((index: number) => ids[index] ?? index, [ids]),
    overscan: 4,
    scrollMargin: topPx,
  })
  useEffect(() => virtual.measure(), [rowPx])
  return {
    rows: virtual.getVirtualItems().map(({ key, index, start }) => ({ key, index, start: start - topPx })),
    totalPx: virtual.getTotalSize(),
    scrollTo: (index: number) => virtual.scrollToIndex(index, { align: 'auto' }),
  }
}

function Head({ ids, selection }: { ids: readonly string[]; selection: Selection }) {
  const { t } = useWords()
  const isAll = ids.length > 0 && ids.every(selection.has)
  return (
    <div role="rowgroup">
      <div role="row" className={css.head} aria-rowindex={1}>
        <span role="columnheader">
          <input
            type="checkbox"
            aria-label={t('list.selectShown')}
            checked={isAll}
            onChange={() => selection.replace(isAll ? [] : ids)}
          />
        </span>
        <span role="columnheader">{t('list.source')}</span>
        <span role="columnheader">{t('list.targets')}</span>
        <span role="columnheader">{t('list.status')}</span>
        <span role="columnheader">{t('list.progress')}</span>
        <span role="columnheader" className={css.when}>
          {t('list.created')}
        </span>
      </div>
    </div>
  )
}

/** Up and down go from row to row, also to rows that are not drawn yet. `x` ticks the row. */
function moveFocus(
  event: KeyboardEvent<HTMLDivElement>,
  ids: readonly string[],
  selection: Selection,
  scrollTo: (index: number) => void,
): void {
  const row = (event.target as Element).closest<HTMLElement>('[data-index]')
  const index = Number(row?.dataset['index'] ?? Number.NaN)
  if (Number.isNaN(index)) return
  if (event.key === 'x' && singleKeysAreOn()) return selection.toggle(ids[index] ?? '')
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  const next = index + (step ?? 0)
  if (step === undefined || next < 0 || next >= ids.length) return
  event.preventDefault()
  scrollTo(next)
  focusDrawn(event.currentTarget, `[data-index="${next}"] a`)
}

/** A row that came into view is drawn within so many frames. */
const MOST_FRAMES = 20

function focusDrawn(body: Element, selector: string, frames = MOST_FRAMES): void {
  requestAnimationFrame(() => {
    const found = body.querySelector<HTMLElement>(selector)
    if (found) found.focus()
    else if (frames > 0) focusDrawn(body, selector, frames - 1)
  })
}
