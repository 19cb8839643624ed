import { Link } from '@tanstack/react-router'
import { ChevronLeft, FileDown, Redo2, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { isFinal, type Translation } from 'video-translation-client'
import { writeSubtitles } from 'video-translation-client/editing'
import { languageName } from '../format/language-name.ts'
import { titleOf } from '../format/title.ts'
import { useSession } from '../session/session.ts'
import { say } from '../shell/message-store.ts'
import { Button } from '../ui/button.tsx'
import { useGrowing } from '../ui/growing.ts'
import { ProgressBar } from '../ui/progress.tsx'
import { saveText } from '../ui/save-file.ts'
import { useWords } from '../words/words.ts'
import type { CueSession } from './cue-session.ts'
import { useSessionState } from './use-cues.ts'
import css from './studio.module.css'

interface Props {
  translation: Translation
  session: CueSession
}

export function StudioBar({ translation, session }: Props) {
  const { t, locale } = useWords()
  const state = useSessionState(session)
  return (
    <header className={css.bar}>
      <Link to="/translations/$id" params={{ id: translation.id }} className={css.back}>
        <ChevronLeft size={18} aria-hidden />
        <span className="visually-hidden">{t('studio.leave')}</span>
        <h1 dir="auto">{titleOf(translation)}</h1>
      </Link>
      <b>{languageName(session.language, locale)}</b>
      <Button
        kind="quiet"
        icon={Undo2}
        aria-label={t('studio.undo')}
        disabled={!state.canUndo}
        onClick={() => undo(session, t('studio.skipped'))}
      />
      <Button
        kind="quiet"
        icon={Redo2}
        aria-label={t('studio.redo')}
        disabled={!state.canRedo}
        onClick={() => session.redo()}
      />
      <span className={css.save} role="status">
        {t(`save.${state.save}`)}
      </span>
      <span className={css.push} />
      <Export translation={translation} session={session} />
      <Apply translation={translation} session={session} />
    </header>
  )
}

/** A change that somebody else has changed since stays, and the person hears why. */
function undo(session: CueSession, skipped: string): void {
  if (!session.undo()) say('ask', skipped)
}

function Export({ translation, session }: Props) {
  const { t } = useWords()
  const save = (format: 'srt' | 'vtt') => {
    const text = writeSubtitles(session.cues(), format, session.language)
    saveText(text, `${titleOf(translation)}.${session.language}.${format}`)
  }
  return (
    <>
      {(['srt', 'vtt'] as const).map((format) => (
        <Button
          key={format}
          isSmall
          icon={FileDown}
          aria-label={t('studio.export', { format })}
          onClick={() => save(format)}
        >
          {format.toUpperCase()}
        </Button>
      ))}
    </>
  )
}

/** How many lines would be spoken again; while they are, how far it is. */
function Apply({ translation, session }: Props) {
  const { client, live } = useSession()
  const { t } = useWords()
  const [isStarting, setIsStarting] = useState(false)
  const target = translation.targets.find(({ language }) => language === session.language)
  const stale = session.cues().filter(({ targets }) => targets[session.language]?.state === 'stale').length
  const progress = useGrowing(target?.progress, `${translation.id} ${translation.revision} ${target?.stage}`)
  const apply = async () => {
    setIsStarting(true)
    try {
      await session.flush()
      live.put(await client.apply(translation.id, { targets: [session.language] }))
    } catch (error) {
      say('bad', error instanceof Error ? error.message : String(error))
    }
    setIsStarting(false)
  }
  if (!isFinal(translation.status))
    return (
      <div className={css.applying}>
        <span>{target?.stage ? t(`stage.${target.stage}`) : t(`status.${translation.status}`)}</span>
        <ProgressBar value={progress} label={t('studio.applying')} />
      </div>
    )
  return (
    <Button kind="accent" disabled={isStarting || stale === 0} onClick={() => void apply()}>
      {stale === 0 ? t('studio.nothingToApply') : t('studio.apply', { count: stale })}
    </Button>
  )
}
