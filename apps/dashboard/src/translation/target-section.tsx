import { Link } from '@tanstack/react-router'
import { Pencil } from 'lucide-react'
import { type Stage, STAGES, type Target, type Translation } from 'video-translation-client'
import { languageName } from '../format/language-name.ts'
import { useNow } from '../format/now.ts'
import { duration } from '../format/time.ts'
import { timeLeft } from '../format/time-left.ts'
import { useGrowing } from '../ui/growing.ts'
import { buttonClass } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Status } from '../ui/status.tsx'
import { useWords } from '../words/words.ts'
import { Downloads } from './downloads.tsx'
import { type StageState, Stages } from './stages.tsx'
import { WarningText } from './warning-text.tsx'
import css from './section.module.css'

interface Props {
  target: Target
  translation: Translation
}

/** One language: its stages and the time left, or its result, or why there is none. */
export function TargetSection({ target, translation }: Props) {
  const { t, locale } = useWords()
  const id = `target-${target.language}`
  return (
    <section className={css.section} aria-labelledby={id}>
      <header>
        <h2 id={id}>{languageName(target.language, locale)}</h2>
        <Status status={target.status} stale={target.stale ?? false} />
        <Left target={target} translation={translation} />
        {translation.cueRevision !== undefined && (
          <Link
            to="/translations/$id/studio/$language"
            params={{ id: translation.id, language: target.language }}
            className={`${buttonClass({ isSmall: true })} ${css.studio}`}
          >
            <Pencil size={14} aria-hidden />
            {t('one.studio')}
          </Link>
        )}
      </header>
      {['running', 'pending'].includes(target.status) && <Running target={target} id={translation.id} />}
      {target.status === 'needs_input' && <Asked target={target} translation={translation} />}
      {target.error && target.error.code !== 'canceled' && (
        <Notice kind="bad">
          {target.error.message}
          <small>{target.error.code}</small>
        </Notice>
      )}
      {target.warnings.map(({ code, message }) => (
        <Notice key={code} kind="ask">
          <WarningText code={code} message={message} />
        </Notice>
      ))}
      {target.artifacts.length > 0 && <Downloads artifacts={target.artifacts} />}
      {target.status === 'completed' && translation.cueRevision === undefined && (
        <p className={css.aside}>{t('one.noLines')}</p>
      )}
    </section>
  )
}

/** What it waits for, and where a person gives it. */
function Asked({ target, translation: { id, review } }: Props) {
  const { t } = useWords()
  if (!review) return null
  const params = { id, language: target.language }
  return (
    <Notice
      kind="ask"
      action={
        <Link
          to="/translations/$id/studio/$language"
          params={params}
          className={buttonClass({ kind: 'accent', isSmall: true })}
        >
          {t('one.look')}
        </Link>
      }
    >
      {t(`review.${review.stage}`)}
    </Notice>
  )
}

function Left({ target, translation }: Props) {
  const { t, locale } = useWords()
  const nowMs = useNow()
  const { startedAt, finishedAt, status } = target
  if (startedAt && finishedAt && status === 'completed') {
    const took = duration(Date.parse(finishedAt) - Date.parse(startedAt), locale)
    return <span className={css.aside}>{t('row.took', { took })}</span>
  }
  // That of a single target stands at the top.
  if (status !== 'running' || translation.targets.length === 1) return null
  const left = timeLeft(target, translation.updatedAt, nowMs)
  return <span className={css.left}>{left ? t(left.key, left.values) : t('left.none')}</span>
}

function Running({ target, id }: { target: Target; id: string }) {
  const progress = useGrowing(target.progress, `${id} ${target.language} ${target.stage}`)
  return <Stages stages={stagesOf({ ...target, progress })} />
}

const OWN = STAGES.slice(STAGES.indexOf('translate'))

/**
 * The progress of a target is over all its stages, so it is no stage's own: that one only turns.
 */
function stagesOf({ stage, status }: Target): StageState[] {
  const at = stage ? OWN.indexOf(stage) : -1
  const state = (index: number): StageState['state'] => {
    if (status !== 'running' || at < 0 || index > at) return 'todo'
    return index < at ? 'done' : 'now'
  }
  return OWN.map((own: Stage, index) => ({ stage: own, state: state(index) }))
}
