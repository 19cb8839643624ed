import { useEffect, useMemo } from 'react'
import { ApiError, type VideoTranslationClient, VideoTranslationError } from 'video-translation-client'
import { cueAudio, preview } from 'video-translation-client/studio'
import { useSession } from '../../session/session.ts'
import { createHearing, type Hearing, type HearRequests } from './hearing.ts'

/** Speaking takes this long at most, e.g. behind a long job. */
const SPEAK_MS = 60_000

export function useHearing(id: string, language: string): Hearing {
  const { client } = useSession()
  const hearing = useMemo(
    () => createHearing(language, requestsOf(client, id, language)),
    [client, id, language],
  )
  useEffect(() => () => hearing.stop(), [hearing])
  return hearing
}

function requestsOf(client: VideoTranslationClient, id: string, language: string): HearRequests {
  const player = new Audio()
  return {
    async speak(cue, { text, voice }, signal) {
      const request = { target: language, text, cue, ...(voice !== undefined && { voice }) }
      const { clip, fit } = await preview(client, id, request, { timeoutMs: SPEAK_MS, signal })
      return { sound: clip?.url ?? '', fit }
    },
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
