import { useQuery } from '@tanstack/react-query'
import type { Translation, TranslationEvent } from 'video-translation-client'
import { useSession } from '../session/session.ts'

/**
 * The history, undefined until it is read. It is asked for again when the stage or the status of
 * anything has changed.
 */
export function useEvents(translation: Translation): readonly TranslationEvent[] | undefined {
  const { client } = useSession()
  const steps = translation.targets.map(({ status, stage }) => `${status} ${stage}`)
  const { data, error } = useQuery({
    queryKey: ['events', translation.id, translation.status, translation.stage, ...steps],
    queryFn: ({ signal }) => client.events(translation.id, { signal }),
    placeholderData: (before) => before,
  })
  return data ?? (error ? [] : undefined)
}
