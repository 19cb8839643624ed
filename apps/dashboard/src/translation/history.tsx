import type { TranslationEvent } from 'video-translation-client'
import { languageName } from '../format/language-name.ts'
import { clockTime } from '../format/time.ts'
import { cx } from '../ui/class-names.ts'
import { Panel } from '../ui/panel.tsx'
import { useWords, type WordKey, type Words } from '../words/words.ts'
import css from './history.module.css'

/** What happened, newest first. */
export function History({ events }: { events: readonly TranslationEvent[] }) {
  const words = useWords()
  if (events.length === 0) return null
  return (
    <Panel className={css.panel}>
      <h2>{words.t('history.title')}</h2>
      <ol className={css.history}>
        {events.toReversed().map((event, index) => (
          <li key={events.length - index} className={cx(css[kindOf(event)])}>
            <time dateTime={event.at}>{clockTime(event.at, words.locale)}</time>
            <i aria-hidden />
            <span>{sentence(event, words)}</span>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

const KNOWN: Record<string, WordKey> = {
  created: 'event.created',
  started: 'event.started',
  retrying: 'event.retrying',
  released: 'event.released',
  recovered: 'event.recovered',
  prepared: 'event.prepared',
  completed: 'event.completed',
  partial: 'event.partial',
  failed: 'event.failed',
  canceled: 'event.canceled',
  waiting: 'event.waiting',
  revised: 'event.revised',
  approved: 'event.approved',
  needs_input: 'event.needsInput',
  cancel_requested: 'event.cancelRequested',
}

/** A kind of event that this page does not know yet is shown by the server's own word. */
function sentence({ type, language, stage, message }: TranslationEvent, { t, locale }: Words): string {
  const known = KNOWN[type]
  const what = type === 'stage' && stage ? t(`stage.${stage}`) : known ? t(known) : type
  const who = language === undefined ? '' : `${languageName(language, locale)}: `
  const why = message === undefined ? '' : ` (${message})`
  return `${who}${what}${why}`
}

function kindOf({ type }: TranslationEvent): 'bad' | 'ok' | 'plain' {
  if (['failed', 'retrying', 'recovered'].includes(type)) return 'bad'
  return ['completed', 'prepared'].includes(type) ? 'ok' : 'plain'
}
