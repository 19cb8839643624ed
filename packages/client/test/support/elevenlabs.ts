import { VideoTranslationClient } from 'video-translation-client'
import type { DefinedProtocol } from 'video-translation-client/protocols/define'
import { elevenLabsProjects } from 'video-translation-client/protocols/elevenlabs'

// From the example in elevenlabs.io/docs/api-reference/dubbing/get.
export const DUB = {
  dubbing_id: '21m00Tcm4TlvDq8ikWAM',
  name: 'My Dubbing Project',
  status: 'dubbed',
  source_language: 'en',
  target_languages: ['es', 'fr', 'de'],
  created_at: '2025-07-15T14:49:41.149000',
  editable: true,
  media_metadata: { content_type: 'video/mp4', duration: 127.5 },
}

// From github.com/elevenlabs/skills, dubbing/references/api-reference.md.
export const PROJECT = {
  project_id: 'proj_1601kwkyxp0hfzvtmyxwqxx6mcy3',
  status: 'ready',
  reference: 'Q3 marketing video',
  source_language: 'en',
  model_id: 'dubbing_v2',
  media: { filename: 'promo.mp4', duration_s: 42.5, has_video: true, mime_type: 'video/mp4' },
  language_ids: ['lang_1001kwkyxp0je6ktn4knsfrasx5s'],
  revision: 0,
  created_at: '2026-07-03T10:15:30Z',
  updated_at: '2026-07-03T10:17:12Z',
}

export const LANGUAGE = {
  language_id: 'lang_1001kwkyxp0je6ktn4knsfrasx5s',
  project_id: 'proj_1601kwkyxp0hfzvtmyxwqxx6mcy3',
  target_language: 'es',
  status: 'completed',
  model_id: 'dubbing_v2',
  outputs: { lossless_audio: 'https://storage.googleapis.com/eleven-dubbing/output.flac?X-Goog-Signature=a' },
  revision: 0,
  output_revision: 0,
  created_at: '2026-07-03T10:16:00Z',
  updated_at: '2026-07-03T10:20:45Z',
}

export type Answer = (path: string, request: RequestInit) => unknown

/** A client of a scripted ElevenLabs. */
export function connect<Request>(protocol: DefinedProtocol<Request>, answer: Answer) {
  const requests: { path: string; init: RequestInit }[] = []
  const fetch = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const { pathname, search } = new URL(String(input))
    requests.push({ path: pathname + search, init })
    const body = answer(pathname, init)
    return body instanceof Response ? body : Response.json(body)
  }
  const client = new VideoTranslationClient('https://api.elevenlabs.io', {
    protocol,
    apiKey: 'k',
    retry: { limit: 0 },
    fetch: fetch as typeof globalThis.fetch,
  })
  /** The form of a request, by its index. */
  const form = (at: number): FormData => requests[at]!.init.body as FormData
  return { client, requests, form }
}

/** The translation that a client makes from a project and its languages. */
export function projectOf(project: object, ...languages: object[]) {
  const answer: Answer = (path) => (path.endsWith('/language') ? { languages, next_cursor: null } : project)
  return connect(elevenLabsProjects(), answer).client.get(PROJECT.project_id)
}
