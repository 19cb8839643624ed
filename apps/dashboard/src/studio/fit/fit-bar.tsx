import { keptFormats } from '../../format/kept-formats.ts'
import { cx } from '../../ui/class-names.ts'
import { useWords } from '../../words/words.ts'
import type { Fit } from './pace.ts'
import css from './fit-bar.module.css'

/** The bar ends at its time; what is longer is hatched. The words say the same. */
export function FitBar({ fit }: { fit: Fit }) {
  const { t, locale } = useWords()
  const { kind, slotSeconds, dubSeconds, isEstimate, lettersThatFit } = fit
  const longest = Math.max(slotSeconds * 1.25, dubSeconds, 0.1)
  const percent = (seconds: number) => `${(seconds / longest) * 100}%`
  const number = (seconds: number) => oneDigit(locale).format(seconds)
  const values = {
    dub: number(dubSeconds),
    slot: number(slotSeconds),
    over: number(dubSeconds - slotSeconds),
    letters: lettersThatFit ?? 0,
  }
  const key =
    kind === 'tooLong' && lettersThatFit !== undefined ? 'fit.tooLongLetters' : (`fit.${kind}` as const)
  return (
    <div className={css.fit}>
      <div className={css.bar} aria-hidden>
        <i className={css[kind]} style={{ width: percent(Math.min(dubSeconds, slotSeconds)) }} />
        <i
          className={css.over}
          style={{ left: percent(slotSeconds), width: percent(Math.max(0, dubSeconds - slotSeconds)) }}
        />
        <i className={css.slot} style={{ left: percent(slotSeconds) }} />
      </div>
      <span className={cx(css.text, kind === 'tooLong' && css.bad)}>
        {isEstimate && kind !== 'unknown' ? t('fit.about', { what: t(key, values) }) : t(key, values)}
      </span>
    </div>
  )
}

const oneDigit = keptFormats((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }))
