import type { Translation } from 'video-translation-client'
import { languageName } from '../format/language-name.ts'
import { useNow } from '../format/now.ts'
import { duration } from '../format/time.ts'
import { timeLeft } from '../format/time-left.ts'
import { useGrowing } from '../ui/growing.ts'
import { ProgressBar } from '../ui/progress.tsx'
import { useWords, type Words } from '../words/words.ts'
import css from './table.module.css'

/** What is going on, or what came of it, in one line. */
export function RowProgress({ translation }: { translation: Translation }) {
  const words = useWords()
  if (translation.status === 'running') return <Running translation={translation} />
  return (
    <span className={css.line}>
      <span className={css.text}>{outcome(translation, words)}</span>
    </span>
  )
}

function Running({ translation }: { translation: Translation }) {
  const { t } = useWords()
  const nowMs = useNow()
  const progress = useGrowing(translation.progress, translation.id)
  const left = timeLeft(translation, translation.updatedAt, nowMs)
  const stage = translation.stage ? t(`stage.${translation.stage}`) : t('status.running')
  return (
    <>
      <span className={css.line}>
        <span className={css.text}>{stage}</span>
        <span>
          {left ? t(left.key, left.values) : progress !== undefined && `${Math.round(progress * 100)} %`}
        </span>
      </span>
      <ProgressBar value={progress} label={stage} />
    </>
  )
}

function outcome(translation: Translation, { t, locale }: Words): string {
  const { status, startedAt, finishedAt, error } = translation
  if (status === 'pending') return t('row.pending')
  if (status === 'needs_input') return t('row.needsInput')
  if (status === 'canceled') return t('row.canceled')
  if (status === 'completed') {
    if (!startedAt || !finishedAt) return ''
    const took = duration(Date.parse(finishedAt) - Date.parse(startedAt), locale)
    const isDraft = translation.targets.some(({ warnings }) =>
      warnings.some(({ code }) => code === 'draft_quality'),
    )
    return t(isDraft ? 'row.tookDraft' : 'row.took', { took })
  }
  const failed = translation.targets.find((target) => target.error && target.error.code !== 'canceled')
  const why = error?.message ?? failed?.error?.message ?? ''
  return failed?.error ? `${languageName(failed.language, locale)}: ${failed.error.message}` : why
}
