import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import type { Translation } from 'video-translation-client'
import { useTranslation } from 'video-translation-client/react'
import { languageName } from '../format/language-name.ts'
import { useNow } from '../format/now.ts'
import { ago, mediaTime } from '../format/time.ts'
import { titleOf } from '../format/title.ts'
import { cx } from '../ui/class-names.ts'
import { Later } from '../ui/later.tsx'
import { Status, StatusIcon } from '../ui/status.tsx'
import { useWords, type Words } from '../words/words.ts'
import { RowProgress } from './row-progress.tsx'
import css from './table.module.css'

interface Props {
  id: string
  index: number
  /** From the top of the first row. */
  offsetPx: number
  isSelected: boolean
  onToggle(id: string): void
}

/** One translation. It follows its own changes, so that a change draws one row. */
export const Row = memo(function Row({ id, index, offsetPx, isSelected, onToggle }: Props) {
  const translation = useTranslation(id)
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      className={cx(css.row, isSelected && css.selected, !translation && css.gone)}
      style={{ transform: `translateY(${offsetPx}px)` }}
    >
      {translation && (
        <Later first={<Title title={titleOf(translation)} />}>
          <Cells translation={translation} isSelected={isSelected} onToggle={onToggle} />
        </Later>
      )}
    </div>
  )
})

/** What is seen of a row while one scrolls past. */
function Title({ title }: { title: string }) {
  return (
    <>
      <span role="cell" />
      <span role="cell" className={css.name}>
        <b>{title}</b>
      </span>
    </>
  )
}

function Cells({
  translation,
  isSelected,
  onToggle,
}: { translation: Translation } & Pick<Props, 'isSelected' | 'onToggle'>) {
  const { t, locale } = useWords()
  const nowMs = useNow()
  const title = titleOf(translation)
  return (
    <>
      <span role="cell">
        <input
          type="checkbox"
          aria-label={t('list.select', { title })}
          checked={isSelected}
          onChange={() => onToggle(translation.id)}
        />
      </span>
      <Name id={translation.id} title={title} facts={facts(translation, { t, locale })} />
      <span role="cell" className={css.targets}>
        <Targets targets={translation.targets} />
      </span>
      <span role="cell" className={css.status}>
        <Status status={translation.status} stale={translation.stale ?? false} />
      </span>
      <span role="cell" className={css.progress}>
        <RowProgress translation={translation} />
      </span>
      <span role="cell" className={css.when}>
        <time dateTime={translation.createdAt}>{ago(translation.createdAt, nowMs, locale)}</time>
      </span>
    </>
  )
}

/** A link follows the address of the page, so it takes longer to draw than the rest of a row. */
const Name = memo(function Name({ id, title, facts }: { id: string; title: string; facts: string }) {
  return (
    <span role="cell" className={css.name}>
      <Link to="/translations/$id" params={{ id }} dir="auto">
        {title}
      </Link>
      <span>{facts}</span>
    </span>
  )
})

/** As many as there is room for. */
const MOST_TARGETS = 4

function Targets({ targets }: Pick<Translation, 'targets'>) {
  const { locale } = useWords()
  return (
    <>
      {targets.slice(0, MOST_TARGETS).map(({ language, status, stale }) => (
        <span key={language} className={css.target} title={languageName(language, locale)}>
          <StatusIcon status={stale && status === 'completed' ? 'stale' : status} size={13} />
          {language}
        </span>
      ))}
      {targets.length > MOST_TARGETS && <span className={css.target}>+{targets.length - MOST_TARGETS}</span>}
    </>
  )
}

/** Length, spoken language and the caller's own id, as far as they are known. */
function facts({ source, from, reference, engine }: Translation, { locale }: Words): string {
  const language = from ?? source.detectedLanguage
  return [
    source.durationSeconds !== undefined && mediaTime(source.durationSeconds),
    language && languageName(language, locale),
    reference ?? engine,
  ]
    .filter(Boolean)
    .join(' · ')
}
