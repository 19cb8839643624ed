import { isFinal, type Translation, type TranslationEvent } from 'video-translation-client'
import { languageName } from '../format/language-name.ts'
import { mediaTime } from '../format/time.ts'
import { useWords } from '../words/words.ts'
import { lanesOf } from './lanes.ts'
import { type StageState, Stages } from './stages.tsx'
import css from './section.module.css'

const SHARED = ['prepare', 'transcribe'] as const

/** The part that is done once for all targets. */
export function SourceSection({
  translation,
  events,
}: {
  translation: Translation
  events: readonly TranslationEvent[]
}) {
  const { t, locale } = useWords()
  const { source, from } = translation
  const { detectedLanguage, durationSeconds } = source
  const facts = [
    durationSeconds !== undefined && mediaTime(durationSeconds),
    from && languageName(from, locale),
    !from && detectedLanguage && t('one.detected', { language: languageName(detectedLanguage, locale) }),
  ]
  return (
    <section className={css.section} aria-labelledby="source">
      <header>
        <h2 id="source">{t('list.source')}</h2>
        <span className={css.aside}>{facts.filter(Boolean).join(' · ')}</span>
      </header>
      <Stages stages={SHARED.map((stage) => ({ stage, ...stateOf(stage, translation, events) }))} />
    </section>
  )
}

function stateOf(
  stage: (typeof SHARED)[number],
  { stage: current, status, progress }: Translation,
  events: readonly TranslationEvent[],
): Omit<StageState, 'stage'> {
  const [lane] = lanesOf(events, [])
  const bar = lane?.bars.findLast(({ what }) => what === stage)
  if (current === stage && !isFinal(status)) return { state: 'now', progress: undefined }
  if (bar?.toMs !== undefined)
    return bar.hasFailed ? { state: 'failed' } : { state: 'done', tookMs: bar.toMs - bar.fromMs }
  const isOver = events.some(({ type, language }) => type === 'prepared' && language === undefined)
  return isOver || (isFinal(status) && (progress ?? 0) > 0) ? { state: 'done' } : { state: 'todo' }
}
