import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Target, VideoTranslationClient } from 'video-translation-client'
import { useSession } from '../../session/session.ts'
import type { SlowScene } from 'video-translation-client/studio'
import { scenesOf } from './slow-scenes.ts'

const NONE: readonly SlowScene[] = []

/** The scenes that are slowed in the result. Those of the last one stay until the next has come. */
export function useSlowScenes(id: string, target: Target | undefined): readonly SlowScene[] {
  const { client } = useSession()
  const { data } = useQuery({
    queryKey: ['slow-scenes', id, target?.language, target?.finishedAt],
    queryFn: async () => (isSlowed(target) ? await readScenes(client, id, target) : NONE),
    enabled: target?.finishedAt !== undefined,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  })
  return data ?? NONE
}

function isSlowed(target: Target | undefined): target is Target {
  return target?.warnings.some(({ code }) => code === 'picture_slowed') ?? false
}

async function readScenes(
  client: VideoTranslationClient,
  id: string,
  { artifacts, language }: Target,
): Promise<readonly SlowScene[]> {
  const name = `${language}.report.json`
  if (!artifacts.some((artifact) => artifact.name === name)) return NONE
  return scenesOf(await (await client.download(id, name)).text())
}
