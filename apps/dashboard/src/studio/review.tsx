import { Check } from 'lucide-react'
import { useState } from 'react'
import type { Translation } from 'video-translation-client'
import { useSession } from '../session/session.ts'
import { say } from '../shell/message-store.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { useWords } from '../words/words.ts'
import type { CueSession } from './edits/cue-session.ts'

/** What the translation waits for, and the button that lets it go on. */
export function Review({ translation, session }: { translation: Translation; session: CueSession }) {
  const { client, live } = useSession()
  const { t } = useWords()
  const [isBusy, setIsBusy] = useState(false)
  const { review, id } = translation
  if (!review) return null
  const approve = async () => {
    setIsBusy(true)
    try {
      await session.flush()
      live.put(await client.approve(id, { stage: review.stage, revision: session.state.revision }))
    } catch (error) {
      say('bad', (await session.catchUp(error)) ? t('conflict.again') : (error as Error).message)
    }
    setIsBusy(false)
  }
  return (
    <Notice
      kind="ask"
      action={
        <Button isSmall icon={Check} disabled={isBusy} onClick={() => void approve()}>
          {t('review.approve')}
        </Button>
      }
    >
      {t(`review.${review.stage}`)}
    </Notice>
  )
}
