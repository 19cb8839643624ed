import { Check, CircleX, LoaderCircle } from 'lucide-react'
import type { Stage } from 'video-translation-client'
import { duration } from '../format/time.ts'
import { cx } from '../ui/class-names.ts'
import { ProgressBar } from '../ui/progress.tsx'
import { useWords } from '../words/words.ts'
import css from './stages.module.css'

/** How far one stage is. */
export interface StageState {
  stage: Stage
  state: 'todo' | 'now' | 'done' | 'failed'
  /** From 0 to 1, while it runs. */
  progress?: number | undefined
  tookMs?: number
}

/** The steps in their order. */
export function Stages({ stages }: { stages: readonly StageState[] }) {
  return (
    <ol className={css.stages}>
      {stages.map((stage) => (
        <StageItem key={stage.stage} {...stage} />
      ))}
    </ol>
  )
}

function StageItem({ stage, state, progress, tookMs }: StageState) {
  const { t, locale } = useWords()
  const name = t(`stage.${stage}`)
  return (
    <li className={css[state]}>
      <span className={css.line}>
        {state === 'done' && <Check size={14} strokeWidth={2.6} aria-label={t('stages.done')} />}
        {state === 'now' && <LoaderCircle size={14} strokeWidth={2.6} className={css.turning} aria-hidden />}
        {state === 'failed' && <CircleX size={14} strokeWidth={2.6} aria-label={t('status.error')} />}
        <b>{name}</b>
        {tookMs !== undefined && <span className={css.took}>{duration(tookMs, locale)}</span>}
      </span>
      <ProgressBar
        value={state === 'done' || state === 'failed' ? 1 : state === 'now' ? progress : 0}
        label={name}
        kind={cx(state === 'done' && 'done', state === 'failed' && 'bad') as 'done' | 'bad' | undefined}
      />
    </li>
  )
}
