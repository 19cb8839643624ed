import { Check, CircleAlert, History } from 'lucide-react'
import { memo } from 'react'
import type { Cue } from 'video-translation-client'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { useTyped } from '../../ui/use-typed.ts'
import { useWords } from '../../words/words.ts'
import { timeText } from '../../format/time-text.ts'
import type { CueSession } from '../edits/cue-session.ts'
import { useCue } from '../edits/use-cues.ts'
import { FitBar } from '../fit/fit-bar.tsx'
import type { FitOf } from '../fit/use-fits.ts'
import css from './cue-list.module.css'

interface Props {
  session: CueSession
  id: string
  number: number
  offsetPx: number
  heightPx: number
  isChosen: boolean
  fits: FitOf
  onChoose(id: string): void
}

/** One line: what was said, what will be heard, and whether it fits. */
export const CueRow = memo(function CueRow(props: Props) {
  const { session, id, number, offsetPx, heightPx, isChosen, fits, onChoose } = props
  const { cue, theirs, refusal } = useCue(session, id)
  const { t } = useWords()
  const { language } = session
  const text = useTyped<HTMLTextAreaElement>(cue?.targets[language]?.text ?? '', (typed) =>
    session.type(id, { text: typed }),
  )
  if (!cue) return null
  return (
    <div
      className={cx(css.row, isChosen && css.chosen, theirs && css.raised)}
      style={{ transform: `translateY(${offsetPx}px)`, height: heightPx }}
      data-cue={id}
      role="group"
      aria-label={t('studio.lineNumber', { number })}
      onFocus={() => onChoose(id)}
      onClick={() => onChoose(id)}
    >
      <span className={css.number}>
        <b>{number}</b> {timeText(cue.start)}
        {cue.speaker !== undefined && <span>{cue.speaker}</span>}
      </span>
      <p className={css.source} dir="auto">
        {cue.text}
      </p>
      <textarea
        lang={language}
        dir="auto"
        rows={2}
        aria-label={t('studio.textOf', { number })}
        aria-invalid={refusal !== undefined}
        {...text}
      />
      <div className={css.fit}>
        <FitBar fit={fits(cue)} />
        <State cue={cue} language={language} refusal={refusal} />
      </div>
      {theirs && <Conflict session={session} id={id} theirs={theirs} />}
    </div>
  )
})

function State({ cue, language, refusal }: { cue: Cue; language: string; refusal: string | undefined }) {
  const { t } = useWords()
  const { state, approved, fit } = cue.targets[language] ?? {}
  if (refusal !== undefined)
    return (
      <span className={css.bad} title={refusal}>
        <CircleAlert size={13} aria-hidden />
        {refusal}
      </span>
    )
  if (approved)
    return (
      <span className={css.good}>
        <Check size={13} aria-hidden />
        {t('studio.approved')}
      </span>
    )
  if (state === 'stale')
    return (
      <span className={css.ask}>
        <History size={13} aria-hidden />
        {t(fit ? 'studio.willBeSpoken' : 'studio.toBeSpoken')}
      </span>
    )
  return state === 'failed' ? <span className={css.bad}>{t('studio.failed')}</span> : null
}

/** Both wordings, for a person to choose. Nothing of either is lost before. */
function Conflict({ session, id, theirs }: { session: CueSession; id: string; theirs: Cue }) {
  const { t } = useWords()
  const { text, by } = theirs.targets[session.language] ?? {}
  return (
    <div className={css.conflict} role="alert">
      <span>{by ? t('conflict.by', { name: by }) : t('conflict.somebody')}</span>
      <q lang={session.language} dir="auto">
        {text}
      </q>
      <Button isSmall onClick={() => session.settle(id, 'mine')}>
        {t('conflict.mine')}
      </Button>
      <Button isSmall onClick={() => session.settle(id, 'theirs')}>
        {t('conflict.theirs')}
      </Button>
    </div>
  )
}
