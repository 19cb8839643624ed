import { useEffect, useState, useSyncExternalStore } from 'react'
import { Button } from '../ui/button.tsx'
import { useWords } from '../words/words.ts'
import type { Hearing } from './media/hearing.ts'
import css from './studio.module.css'

/** Less is a moment. */
const LONG_SECONDS = 3

/** Says that a line takes longer than a moment to be spoken, and lets a person give up. */
export function HearingNote({ hearing, cue }: { hearing: Hearing; cue: string }) {
  const { t } = useWords()
  const heard = useSyncExternalStore(hearing.listen, () => hearing.state)
  const seconds = useSecondsSince(heard.cue === cue && !heard.isPlaying ? heard : undefined)
  if (seconds < LONG_SECONDS) return null
  return (
    <p className={css.note}>
      <span role="status">{t('studio.slowToHear')}</span>
      <span>{t('studio.seconds', { seconds })}</span>
      <Button isSmall onClick={hearing.stop}>
        {t('studio.stopWaiting')}
      </Button>
    </p>
  )
}

/** Whole seconds since this was first given. */
function useSecondsSince(began: object | undefined): number {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    setSeconds(0)
    if (!began) return undefined
    const timer = setInterval(() => setSeconds((before) => before + 1), 1000)
    return () => clearInterval(timer)
  }, [began])
  return seconds
}
