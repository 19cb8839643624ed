import { Link, useNavigate } from '@tanstack/react-router'
import { ChevronLeft, Download, Keyboard, Redo2, Undo2 } from 'lucide-react'
import { useCallback, useState, useSyncExternalStore } from 'react'
import { isFinal, type Target, type Translation } from 'video-translation-client'
import { usePaidStep } from '../charges/use-paid-step.tsx'
import { languageName } from '../format/language-name.ts'
import { titleOf } from '../format/title.ts'
import { useSession } from '../session/session.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { useGrowing } from '../ui/growing.ts'
import { ProgressBar } from '../ui/progress.tsx'
import { downloadUrl } from '../ui/save-file.ts'
import { useWords } from '../words/words.ts'
import type { CueSession } from './edits/cue-session.ts'
import { goOn } from './edits/go-on.ts'
import { useSessionState } from './edits/use-cues.ts'
import type { LineVerbs } from './line-verbs.ts'
import { resultOf } from './media/stage-media.ts'
import { SubtitleFiles } from './subtitle-files.tsx'
import css from './studio.module.css'

interface Props {
  translation: Translation
  session: CueSession
}

interface BarProps extends Props {
  verbs: LineVerbs
  onShowKeys(): void
}

export function StudioBar({ translation, session, verbs, onShowKeys }: BarProps) {
  const { t } = useWords()
  const save = useSessionState(session, 'save')
  const canUndo = useSessionState(session, 'canUndo')
  const canRedo = useSessionState(session, 'canRedo')
  return (
    <header className={css.bar}>
      <Link to="/translations/$id" params={{ id: translation.id }} className={css.back}>
        <ChevronLeft size={18} aria-hidden />
        <span className="visually-hidden">{t('studio.leave')}</span>
        <h1 dir="auto">{titleOf(translation)}</h1>
      </Link>
      <TargetChoice translation={translation} language={session.language} />
      <Button
        kind="quiet"
        icon={Undo2}
        aria-label={t('studio.undo')}
        disabled={!canUndo}
        onClick={verbs.undo}
      />
      <Button
        kind="quiet"
        icon={Redo2}
        aria-label={t('studio.redo')}
        disabled={!canRedo}
        onClick={verbs.redo}
      />
      <span className={css.save} role="status">
        {t(`save.${save}`)}
      </span>
      <span className={css.push} />
      <Button
        kind="quiet"
        icon={Keyboard}
        className={css.keyButton}
        aria-label={t('key.title')}
        onClick={onShowKeys}
      />
      <SubtitleFiles translation={translation} session={session} />
      <Apply translation={translation} session={session} />
    </header>
  )
}

/** The other targets are as near as a choice. */
function TargetChoice({ translation, language }: { translation: Translation; language: string }) {
  const { t, locale } = useWords()
  const navigate = useNavigate()
  const { id, targets } = translation
  if (targets.length === 1) return <b>{languageName(language, locale)}</b>
  return (
    <select
      className={css.target}
      aria-label={t('list.language')}
      value={language}
      onChange={({ target }) =>
        void navigate({ to: '/translations/$id/studio/$language', params: { id, language: target.value } })
      }
    >
      {targets.map(({ language: tag }) => (
        <option key={tag} value={tag}>
          {languageName(tag, locale)}
        </option>
      ))}
    </select>
  )
}

/** How many lines would be spoken again; while they are, how far it is. */
function Apply({ translation, session }: Props) {
  const { client, live } = useSession()
  const { t } = useWords()
  const [isStarting, setIsStarting] = useState(false)
  const target = translation.targets.find(({ language }) => language === session.language)
  const stale = useStale(session)
  const progress = useGrowing(target?.progress, `${translation.id} ${translation.revision} ${target?.stage}`)
  const apply = async () => {
    setIsStarting(true)
    await goOn(session, t, async () =>
      live.put(await client.apply(translation.id, { targets: [session.language] })),
    )
    setIsStarting(false)
  }
  const action = t('studio.apply', { count: stale })
  const { start, question } = usePaidStep({
    engines: () => [translation.engine],
    verb: 'apply',
    action,
    begin: apply,
  })
  // The review has a bar of its own.
  if (translation.status === 'needs_input') return null
  if (!isFinal(translation.status))
    return (
      <div className={css.applying}>
        <span>{target?.stage ? t(`stage.${target.stage}`) : t(`status.${translation.status}`)}</span>
        <ProgressBar value={progress} label={t('studio.applying')} />
      </div>
    )
  if (stale === 0) return <Result target={target} />
  return (
    <>
      <Button kind="accent" disabled={isStarting} onClick={start}>
        {action}
      </Button>
      {question}
    </>
  )
}

/** What the corrections were for: the video that has them all. */
function Result({ target }: { target: Target | undefined }) {
  const { t } = useWords()
  const { url, name } = resultOf(target) ?? {}
  return (
    <>
      <span className={css.applied}>{t('studio.nothingToApply')}</span>
      {url !== undefined && (
        <a href={downloadUrl(url)} download={name} className={buttonClass({ kind: 'accent' })}>
          <Download size={16} aria-hidden />
          {t('one.download')}
        </a>
      )}
    </>
  )
}

/** How many lines the result does not have yet. Another letter in one of them draws nothing. */
function useStale(session: CueSession): number {
  const subscribe = useCallback((listener: () => void) => session.listen(listener), [session])
  return useSyncExternalStore(
    subscribe,
    () => session.cues().filter(({ targets }) => targets[session.language]?.state === 'stale').length,
  )
}
