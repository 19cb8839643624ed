import { useQuery } from '@tanstack/react-query'
import { ApiError, type EngineInfo } from 'video-translation-client'
import { useSession } from './session.ts'

/**
 * The engines of the server. The first request of the page: it also shows whether the key is
 * accepted.
 */
export function useEngines() {
  const { client } = useSession()
  return useQuery<EngineInfo[]>({
    queryKey: ['engines'],
    queryFn: ({ signal }) => client.engines({ signal }),
    staleTime: 60_000,
  })
}

export function isDenied(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401
}
