import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Translation } from 'video-translation-client'
import { sourceProxy } from 'video-translation-client/studio'
import { useSession } from '../session/session.ts'
import { Button } from '../ui/button.tsx'
import { useWords } from '../words/words.ts'
import { needsCopy } from './media/stage-media.ts'
import css from './stage.module.css'

/** Why the source is not shown, and the button that makes a copy which every browser plays. */
export function SourceCopy({ translation }: { translation: Translation }) {
  const { client, live } = useSession()
  const { t } = useWords()
  const [isWanted, setIsWanted] = useState(false)
  const { id } = translation
  const making = useQuery({
    queryKey: ['source-copy', id],
    queryFn: async ({ signal }) => {
      await sourceProxy(client, id, { signal })
      live.put(await client.get(id))
      return true
    },
    enabled: isWanted,
    staleTime: Infinity,
  })
  if (!translation.playback?.some(({ kind }) => kind === 'source'))
    return <p className={css.hint}>{t('stage.noSource')}</p>
  if (!needsCopy(translation)) return null
  if (making.error) return <p className={css.hint}>{making.error.message}</p>
  return (
    <p className={css.hint}>
      {t('stage.unplayable')}
      <Button isSmall disabled={isWanted} onClick={() => setIsWanted(true)}>
        {t(isWanted ? 'stage.copying' : 'stage.copy')}
      </Button>
    </p>
  )
}
