import { Check } from 'lucide-react'
import { useState } from 'react'
import type { Translation } from 'video-translation-client'
import { usePaidStep } from '../charges/use-paid-step.tsx'
import { useSession } from '../session/session.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { useWords } from '../words/words.ts'
import type { CueSession } from './edits/cue-session.ts'
import { goOn } from './edits/go-on.ts'

/** What the translation waits for, and the button that lets it go on. */
export function Review({ translation, session }: { translation: Translation; session: CueSession }) {
  const { client, live } = useSession()
  const { t } = useWords()
  const [isBusy, setIsBusy] = useState(false)
  const { review, id, engine } = translation
  const approve = async () => {
    if (!review) return
    setIsBusy(true)
    await goOn(session, t, async (revision) =>
      live.put(await client.approve(id, { stage: review.stage, revision })),
    )
    setIsBusy(false)
  }
  const action = t('review.approve')
  const { start, question } = usePaidStep({
    engines: () => [engine],
    verb: 'approve',
    action,
    begin: approve,
  })
  if (!review) return null
  return (
    <Notice
      kind="ask"
      action={
        <>
          <Button isSmall icon={Check} disabled={isBusy} onClick={start}>
            {action}
          </Button>
          {question}
        </>
      }
    >
      {t(`review.${review.stage}`)}
    </Notice>
  )
}
