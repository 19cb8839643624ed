import { useMemo } from 'react'
import { isFinal, STAGES, type Translation, type TranslationEvent } from 'video-translation-client'
import { languageName } from '../format/language-name.ts'
import { useNow } from '../format/now.ts'
import { duration } from '../format/time.ts'
import { cx } from '../ui/class-names.ts'
import { Legend } from '../ui/legend.tsx'
import { Panel } from '../ui/panel.tsx'
import { useWords } from '../words/words.ts'
import { type Bar, type Lane, lanesOf, spanOf } from './lanes.ts'
import css from './durations.module.css'

interface Props {
  translation: Translation
  events: readonly TranslationEvent[]
}

/** What took how long. Waiting is hatched, so that a slow queue is not taken for slow work. */
export function Durations({ translation, events }: Props) {
  const { t } = useWords()
  const nowMs = useNow()
  const { targets, status, finishedAt } = translation
  const languages = targets.map(({ language }) => language).join(' ')
  const lanes = useMemo(() => lanesOf(events, languages.split(' ')), [events, languages])
  if (lanes.length === 0) return null
  const endMs = isFinal(status) && finishedAt ? Date.parse(finishedAt) : nowMs
  const span = spanOf(lanes, endMs)
  return (
    <Panel className={css.panel}>
      <header>
        <h2>{t('durations.title')}</h2>
        <Legend
          items={[
            ...STAGES.map((stage) => ({ name: t(`stage.${stage}`), colour: css[stage] })),
            { name: t('durations.waiting'), colour: css.waiting },
          ]}
        />
      </header>
      <div className={css.chart}>
        {lanes.map((lane) => (
          <LaneRow key={lane.language ?? ''} lane={lane} span={span} endMs={endMs} />
        ))}
      </div>
    </Panel>
  )
}

function LaneRow({
  lane,
  span,
  endMs,
}: {
  lane: Lane
  span: { fromMs: number; toMs: number }
  endMs: number
}) {
  const { t, locale } = useWords()
  const { fromMs, toMs } = span
  const place = (bar: Bar) => ({
    left: `${((bar.fromMs - fromMs) / (toMs - fromMs)) * 100}%`,
    width: `${(((bar.toMs ?? endMs) - bar.fromMs) / (toMs - fromMs)) * 100}%`,
  })
  const name = ({ what }: Bar) => (what === 'waiting' ? t('durations.waiting') : t(`stage.${what}`))
  const time = (bar: Bar) => duration((bar.toMs ?? endMs) - bar.fromMs, locale)
  return (
    <>
      <span className={css.name}>
        {lane.language ? languageName(lane.language, locale) : t('list.source')}
      </span>
      <ul className={css.lane}>
        {lane.bars.map((bar) => (
          <li
            key={`${bar.what} ${bar.fromMs}`}
            className={cx(css[bar.what], bar.hasFailed && css.failed)}
            style={place(bar)}
            title={`${name(bar)} ${time(bar)}`}
          >
            <span>
              <b>{name(bar)} </b>
              {time(bar)}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
