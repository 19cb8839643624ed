import type { VideoTranslationClient } from 'video-translation-client'
import { BASE } from '../../session/base.ts'
import { useSession } from '../../session/session.ts'
import { type Background, createBackground } from './background.ts'

/** By the client of the session, so that each studio that is opened draws on the same allowance. */
const BACKGROUNDS = new WeakMap<VideoTranslationClient, Background>()

export function useBackground(): Background {
  const { client, apiKey } = useSession()
  const known = BACKGROUNDS.get(client)
  if (known) return known
  const background = createBackground(BASE, apiKey)
  BACKGROUNDS.set(client, background)
  return background
}
