import { Check, Play, TriangleAlert, Volume2 } from 'lucide-react'
import { useWords } from '../words/words.ts'
import type { LineVerbs } from './line-verbs.ts'
import css from './phone-bar.module.css'

/** What one does with a line a hundred times, within reach of the thumb. */
export function PhoneBar({ verbs }: { verbs: LineVerbs }) {
  const { t } = useWords()
  const buttons = [
    { icon: Play, label: t('studio.playLine'), act: () => verbs.play() },
    { icon: Volume2, label: t('studio.hear'), act: verbs.hear },
    { icon: Check, label: t('studio.approveNext'), act: verbs.approve },
    { icon: TriangleAlert, label: t('studio.nextProblem'), act: () => verbs.stepToProblem(1) },
  ]
  return (
    <div className={css.bar} role="group" aria-label={t('studio.quick')}>
      {buttons.map(({ icon: Icon, label, act }) => (
        <button key={label} type="button" onClick={act}>
          <Icon size={20} aria-hidden />
          {label}
        </button>
      ))}
    </div>
  )
}
