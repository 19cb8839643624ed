import { useWords } from '../words/words.ts'
import type { Draft } from './draft.ts'
import css from './new-page.module.css'

interface Props {
  draft: Draft
  change(part: Partial<Draft>): void
}

/** Where it is to wait until a person has looked at it. */
export function ReviewFields({ draft: { review }, change }: Props) {
  const { t } = useWords()
  return (
    <fieldset className={css.checkboxes}>
      <legend>{t('new.review')}</legend>
      {(['transcript', 'translation'] as const).map((stage) => (
        <label key={stage}>
          <input
            type="checkbox"
            checked={review.includes(stage)}
            onChange={({ target }) => {
              const others = review.filter((each) => each !== stage)
              change({ review: target.checked ? [...others, stage] : others })
            }}
          />
          {t(`new.review.${stage}`)}
        </label>
      ))}
    </fieldset>
  )
}
