import { memo, useMemo } from 'react'
import { Field } from '../ui/field.tsx'
import { useTyped } from '../ui/use-typed.ts'
import { useWords } from '../words/words.ts'
import type { CueSession } from './edits/cue-session.ts'
import { useCue, useSessionState } from './edits/use-cues.ts'
import { FitBar } from './fit/fit-bar.tsx'
import type { FitOf } from './fit/use-fits.ts'
import { LineButtons } from './line-buttons.tsx'
import type { LineVerbs } from './line-verbs.ts'
import { TimeField } from './time-field.tsx'
import { VoiceField } from './voice-field.tsx'
import css from './studio.module.css'

interface Props {
  session: CueSession
  verbs: LineVerbs
  id: string
  engine: string
  fits: FitOf
}

/** The chosen line at large: how it fits, when it is said, by whom, and what can be done. */
export const Inspector = memo(function Inspector({ session, verbs, id, engine, fits }: Props) {
  const { t } = useWords()
  const { cue } = useCue(session, id)
  const ids = useSessionState(session, 'ids')
  const said = useTyped<HTMLTextAreaElement>(cue?.text ?? '', (text) =>
    session.type(id, { sourceText: text }),
  )
  if (!cue) return null
  return (
    <section className={css.inspector} aria-label={t('studio.chosen')}>
      <h2>
        {t('studio.lineNumber', { number: ids.indexOf(id) + 1 })}{' '}
        <small>{t('studio.ofLines', { count: ids.length })}</small>
      </h2>
      <FitBar fit={fits(cue)} />
      <LineButtons session={session} verbs={verbs} cue={cue} />
      <div className={css.fields}>
        <TimeField
          label={t('studio.start')}
          value={cue.start}
          onChange={(start) => session.change(id, { start })}
        />
        <TimeField label={t('studio.end')} value={cue.end} onChange={(end) => session.change(id, { end })} />
        <SpeakerField session={session} id={id} value={cue.speaker ?? ''} />
        <VoiceField session={session} cue={cue} engine={engine} />
      </div>
      <Field label={t('studio.said')}>
        <textarea rows={2} dir="auto" {...said} />
      </Field>
    </section>
  )
})

/** Anybody's name; those that are known already are offered. */
function SpeakerField({ session, id, value }: { session: CueSession; id: string; value: string }) {
  const { t } = useWords()
  const revision = useSessionState(session, 'revision')
  const name = useTyped<HTMLInputElement>(value, (typed) => session.type(id, { speaker: typed || null }))
  const known = useMemo(
    () => [...new Set(session.cues().flatMap(({ speaker }) => speaker ?? []))].sort(),
    [session, revision],
  )
  return (
    <div>
      <Field label={t('studio.speaker')}>
        <input list="studio-speakers" maxLength={100} placeholder={t('studio.nobody')} {...name} />
      </Field>
      <datalist id="studio-speakers">
        {known.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </div>
  )
}
