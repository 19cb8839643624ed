import { useMemo } from 'react'
import { ApiError, type VideoTranslationClient, VideoTranslationError } from 'video-translation-client'
import { cueAudio, preview } from 'video-translation-client/studio'
import { useSession } from '../../session/session.ts'
import { createHearing, type Hearing, type HearRequests } from './hearing.ts'

/** Speaking takes this long at most, e.g. behind a long job. */
const SPEAK_MS = 60_000

export function useHearing(id: string, language: string): Hearing {
  const { client } = useSession()
  return useMemo(() => createHearing(language, requestsOf(client, id, language)), [client, id, language])
}

function requestsOf(client: VideoTranslationClient, id: string, language: string): HearRequests {
  const player = new Audio()
  return {
    async speak(cue, { text, voice }) {
      const request = { target: language, text, cue, ...(voice !== undefined && { voice }) }
      const { clip, fit } = await preview(client, id, request, { timeoutMs: SPEAK_MS })
      return { url: clip?.url ?? '', fit }
    },
    async current(cue) {
      try {
        return { url: URL.createObjectURL(await cueAudio(client, id, cue, { target: language })) }
      } catch (error) {
        if (isMissing(error)) return undefined
        throw error
      }
    },
    async play(url) {
      player.pause()
      player.src = url
      await player.play()
      await new Promise<void>((resolve) => {
        for (const name of ['ended', 'pause', 'error'])
          player.addEventListener(name, () => resolve(), { once: true })
      })
      if (url.startsWith('blob:')) URL.revokeObjectURL(url)
    },
  }
}

/** The server, or the vendor behind it, does not keep lines by themselves. */
export function isMissing(error: unknown): boolean {
  if (error instanceof ApiError && [404, 405, 501].includes(error.status ?? 0)) return true
  return error instanceof VideoTranslationError && error.code === 'not_supported'
}
