import { type CueFit, type VideoTranslationClient, VideoTranslationError } from 'video-translation-client'
import * as studio from 'video-translation-client/studio'

/** What the studio asks of the client beyond the lines themselves. */
export interface StudioVerbs {
  /** Speaks a wording that is not applied yet. */
  preview(
    client: VideoTranslationClient,
    id: string,
    request: { target: string; text: string; cue: string; voice?: string },
    options: { timeoutMs: number },
  ): Promise<{ clip?: { url?: string }; fit?: CueFit }>
  /** The sound of a line as it is now. */
  cueAudio(
    client: VideoTranslationClient,
    id: string,
    cue: string,
    options: { target: string },
  ): Promise<Blob>
  /** Makes a copy of the source that every browser plays. */
  sourceProxy(client: VideoTranslationClient, id: string, options: { signal: AbortSignal }): Promise<unknown>
}

/**
 * A verb of the client. Not every client has them all yet: the studio says what cannot be heard,
 * and goes on.
 * @throws {VideoTranslationError} `not_supported`
 */
export function studioVerb<Name extends keyof StudioVerbs>(name: Name): StudioVerbs[Name] {
  const verb = (studio as Partial<StudioVerbs>)[name]
  if (verb) return verb
  throw new VideoTranslationError(`This client has no ${name}.`, { code: 'not_supported' })
}
