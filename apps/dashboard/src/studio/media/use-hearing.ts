import { useEffect, useMemo } from 'react'
import {
  ApiError,
  type Cue,
  type VideoTranslationClient,
  VideoTranslationError,
} from 'video-translation-client'
import { cueAudio } from 'video-translation-client/studio'
import { useSession } from '../../session/session.ts'
import type { CueSession } from '../edits/cue-session.ts'
import { createHearing, type Hearing, type HearRequests } from './hearing.ts'
import { startAfter } from './line-at.ts'
import { afterSaving, speakWith } from './speaking.ts'
import { useBackground } from './use-background.ts'

export function useHearing(id: string, session: CueSession): Hearing {
  const { client } = useSession()
  const background = useBackground()
  const hearing = useMemo(() => {
    const { language } = session
    const nextStart = ({ start }: Cue) => startAfter(session.cues(), start)
    const speakSaved = afterSaving(session, speakWith(client, id, language))
    const speakAhead = speakWith(background.client, id, language)
    const requests = { ...requestsOf(client, id, language), speak: speakSaved, speakAhead }
    return createHearing({ language, nextStart }, requests)
  }, [client, background, id, session])
  useEffect(() => () => hearing.stop(), [hearing])
  return hearing
}

type Playing = Omit<HearRequests, 'speak' | 'speakAhead'>

function requestsOf(client: VideoTranslationClient, id: string, language: string): Playing {
  const player = new Audio()
  return {
    async current(cue, signal) {
      try {
        return { sound: await cueAudio(client, id, cue, { target: language, signal }) }
      } catch (error) {
        if (isMissing(error)) return undefined
        throw error
      }
    },
    async play(sound) {
      const url = typeof sound === 'string' ? sound : URL.createObjectURL(sound)
      player.pause()
      player.src = url
      try {
        if (await begins(player)) await end(player)
      } finally {
        if (url !== sound) URL.revokeObjectURL(url)
      }
    },
    stop: () => player.pause(),
  }
}

/** False: it was stopped, or another clip was asked for, before it began. */
async function begins(player: HTMLMediaElement): Promise<boolean> {
  try {
    await player.play()
    return true
  } catch (error) {
    if ((error as Error).name === 'AbortError') return false
    throw error
  }
}

function end(player: HTMLMediaElement): Promise<void> {
  return new Promise((resolve) => {
    for (const name of ['ended', 'pause', 'error'])
      player.addEventListener(name, () => resolve(), { once: true })
  })
}

/** The server, or the vendor behind it, does not keep lines by themselves. */
export function isMissing(error: unknown): boolean {
  if (error instanceof ApiError && [404, 405, 501].includes(error.status ?? 0)) return true
  return error instanceof VideoTranslationError && error.code === 'not_supported'
}
