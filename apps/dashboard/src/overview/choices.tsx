import type { StatsOptions } from 'video-translation-client/operate'
import { languageName } from '../format/language-name.ts'
import { useEngineChoices } from '../session/engines.ts'
import { targetLanguages } from '../session/languages.ts'
import { useWords } from '../words/words.ts'
import css from './overview.module.css'

/** What the figures are of. */
export type StatsChoice = Pick<StatsOptions, 'engine' | 'to'> & { days: number }

interface Props {
  choice: StatsChoice
  onChoose(choice: StatsChoice): void
}

const PERIODS = [7, 14, 30, 90]

export function Choices({ choice, onChoose }: Props) {
  const { t, locale } = useWords()
  const engines = useEngineChoices()
  return (
    <div className={css.choices}>
      <select
        aria-label={t('list.language')}
        value={choice.to ?? ''}
        onChange={({ target }) => onChoose({ ...choice, to: target.value || undefined })}
      >
        <option value="">{t('list.anyLanguage')}</option>
        {targetLanguages(engines, choice.to).map((tag) => (
          <option key={tag} value={tag}>
            {languageName(tag, locale)}
          </option>
        ))}
      </select>
      <select
        aria-label={t('list.engine')}
        value={choice.engine ?? ''}
        onChange={({ target }) => onChoose({ ...choice, engine: target.value || undefined })}
      >
        <option value="">{t('list.anyEngine')}</option>
        {engines.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <select
        aria-label={t('overview.period')}
        value={choice.days}
        onChange={({ target }) => onChoose({ ...choice, days: Number(target.value) })}
      >
        {PERIODS.map((count) => (
          <option key={count} value={count}>
            {t('overview.days', { count })}
          </option>
        ))}
      </select>
    </div>
  )
}
