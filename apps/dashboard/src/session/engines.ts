import { queryOptions, useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { ApiError, type EngineInfo, type VideoTranslationClient } from 'video-translation-client'
import { useSession } from './session.ts'

/**
 * The engines of the server. The first request of the page: it also shows whether the key is
 * accepted.
 */
export function useEngines() {
  const { client } = useSession()
  return useQuery(enginesQuery(client))
}

export function enginesQuery(client: VideoTranslationClient) {
  return queryOptions<EngineInfo[]>({
    queryKey: ['engines'],
    queryFn: ({ signal }) => client.engines({ signal }),
    staleTime: 60_000,
  })
}

/**
 * The engines as something to choose from: none until they are known. What they fill takes long to
 * draw, and is drawn in pieces, between which keys and the pointer are answered.
 */
export function useEngineChoices(): readonly EngineInfo[] {
  return useDeferredValue(useEngines().data) ?? NONE
}

const NONE: readonly EngineInfo[] = []

export function isDenied(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401
}
