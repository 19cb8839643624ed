import { Check, Play, TriangleAlert, Volume2 } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { useWords } from '../words/words.ts'
import { HearingNote } from './hearing-note.tsx'
import type { LineVerbs } from './line-verbs.ts'
import css from './phone-bar.module.css'

/** What one does with a line a hundred times, within reach of the thumb. */
export function PhoneBar({ verbs, id }: { verbs: LineVerbs; id: string }) {
  const { t } = useWords()
  const heard = useSyncExternalStore(verbs.hearing.listen, () => verbs.hearing.state)
  const isHeard = heard.cue === id
  const isBusy = isHeard && !heard.isPlaying
  const hear = isBusy ? 'studio.hearing' : isHeard ? 'studio.playing' : 'studio.hear'
  const buttons = [
    { key: 'play', icon: Play, label: t('studio.playLine'), act: () => verbs.play() },
    { key: 'hear', icon: Volume2, label: t(hear), act: verbs.hear, isBusy },
    { key: 'approve', icon: Check, label: t('studio.approveNext'), act: verbs.approve },
    {
      key: 'problem',
      icon: TriangleAlert,
      label: t('studio.nextProblem'),
      act: () => verbs.stepToProblem(1),
    },
  ]
  return (
    <div className={css.bar} role="group" aria-label={t('studio.quick')}>
      <HearingNote hearing={verbs.hearing} cue={id} />
      {buttons.map(({ key, icon: Icon, label, act, isBusy = false }) => (
        <button key={key} type="button" aria-busy={isBusy} onClick={act}>
          <Icon size={20} aria-hidden />
          {label}
        </button>
      ))}
    </div>
  )
}
