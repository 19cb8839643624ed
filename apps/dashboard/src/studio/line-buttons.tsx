import { Check, Merge, Scissors, Trash2, Volume1, Volume2 } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import type { Cue } from 'video-translation-client'
import { Button } from '../ui/button.tsx'
import { useWords } from '../words/words.ts'
import type { CueSession } from './edits/cue-session.ts'
import { useSessionState } from './edits/use-cues.ts'
import { HearingNote } from './hearing-note.tsx'
import type { LineVerbs } from './line-verbs.ts'
import css from './studio.module.css'

interface Props {
  session: CueSession
  verbs: LineVerbs
  cue: Cue
}

/** What one does with a line a hundred times. Each button has a key. */
export function LineButtons({ session, verbs, cue }: Props) {
  const { t } = useWords()
  const ids = useSessionState(session, 'ids')
  const heard = useSyncExternalStore(verbs.hearing.listen, () => verbs.hearing.state)
  const isStale = cue.targets[session.language]?.state !== 'current'
  const isHeard = heard.cue === cue.id
  const isBusy = isHeard && !heard.isPlaying
  return (
    <div className={css.buttons}>
      <Button
        isSmall
        kind="accent"
        icon={Volume2}
        aria-busy={isBusy}
        disabled={!cue.targets[session.language]?.text}
        onClick={verbs.hear}
      >
        {t(isBusy ? 'studio.hearing' : isHeard ? 'studio.playing' : 'studio.hear')}
      </Button>
      {isStale && (
        <Button isSmall icon={Volume1} onClick={verbs.hearCurrent}>
          {t('studio.hearCurrent')}
        </Button>
      )}
      <Button isSmall icon={Check} onClick={verbs.approve}>
        {t('studio.approveNext')}
      </Button>
      <Button isSmall icon={Scissors} onClick={verbs.split}>
        {t('studio.split')}
      </Button>
      <Button isSmall icon={Merge} disabled={cue.id === ids.at(-1)} onClick={verbs.merge}>
        {t('studio.merge')}
      </Button>
      <Button isSmall icon={Trash2} onClick={verbs.remove}>
        {t('studio.delete')}
      </Button>
      <HearingNote hearing={verbs.hearing} cue={cue.id} />
    </div>
  )
}
