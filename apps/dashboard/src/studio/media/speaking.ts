import type { VideoTranslationClient } from 'video-translation-client'
import { preview } from 'video-translation-client/studio'
import type { CueSession } from '../edits/cue-session.ts'
import type { Speak } from './clips.ts'

/** Speaking takes this long at most, e.g. behind a long job. */
const SPEAK_MS = 60_000

/** Has lines of a target spoken by the server. */
export function speakWith(client: VideoTranslationClient, id: string, language: string): Speak {
  return async (cue, { text, voice }, signal) => {
    const request = { target: language, text, cue, ...(voice !== undefined && { voice }) }
    const { clip, fit } = await preview(client, id, request, { timeoutMs: SPEAK_MS, signal })
    return { sound: clip?.url ?? '', fit }
  }
}

/** The server takes the speaker and the time of a line from what is saved. */
export function afterSaving(session: Pick<CueSession, 'flush'>, speak: Speak): Speak {
  return async (...line) => {
    // Where the server does not take it, the line still sounds as it was saved last.
    await session.flush().catch(() => {})
    return await speak(...line)
  }
}
