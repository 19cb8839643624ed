import { invalid } from '../../errors.ts'
import { UNDETERMINED } from './languages.ts'
import type { HeygenTranslationOptions } from './options.ts'

/** A translation to create at HeyGen. */
export interface HeygenRequest {
  /**
   * A URL that HeyGen can reach (a string or URL), an upload (a File, Blob or bytes; no stream,
   * because HeyGen needs the size first), or an uploaded asset. mp4, webm, mp3 or wav.
   */
  source: string | URL | HeygenUpload | { asset: string }
  /** Language spoken in the source, e.g. `en`. Default: HeyGen detects it. */
  from?: string
  /**
   * Target languages: BCP 47 tags, e.g. `es-ES`, or HeyGen's own names, e.g.
   * `Chinese (Cantonese, Traditional)`. Each becomes its own translation at HeyGen.
   */
  to: readonly string[]
  /** HeyGen's `title`. */
  name?: string
  /** Your own id for the translation. HeyGen's `callback_id`, which its webhooks repeat. */
  reference?: string
  /**
   * Stops before the video is made. A wait ends with `needs_input`, a person edits the subtitles,
   * and `generateProofread` continues. HeyGen requires a `name` for this. Default: false.
   */
  proofread?: boolean
  /**
   * Two creates with the same key within 24 hours make one translation, even if they differ
   * otherwise. 1 to 255 letters, digits, `_:.-`. Default: a random key, so that a repeated request
   * is safe. Your own key makes it safe across restarts of your program too.
   */
  idempotencyKey?: string
  /**
   * Further members in HeyGen's own words, e.g. `{ mode: 'precision', callback_url: … }`. They
   * override the fields above, and unknown ones are passed on, too.
   */
  options?: HeygenTranslationOptions
}

/** A source to upload to HeyGen. */
export type HeygenUpload = Blob | ArrayBuffer | ArrayBufferView

/**
 * Checks the request before anything is uploaded.
 * @throws {VideoTranslationError} `invalid_argument`
 */
export function checkRequest({ to, name, proofread, idempotencyKey }: HeygenRequest): void {
  const isList = Array.isArray(to) && to.every((each) => typeof each === 'string' && each.trim() !== '')
  if (!isList || to.length === 0 || to.includes(UNDETERMINED))
    throw invalid('`to` has to contain at least one language, e.g. ["es-ES"].')
  if (idempotencyKey !== undefined && !/^[\w:.-]{1,255}$/.test(idempotencyKey))
    throw invalid('`idempotencyKey` for HeyGen has to be 1 to 255 letters, digits, "_", ":", "." or "-".')
  if (proofread && !name) throw invalid('HeyGen requires a `name` with `proofread`.')
}

/**
 * The source if it is a URL.
 * @throws {VideoTranslationError} `invalid_argument` for another string
 */
export function urlOf(source: HeygenRequest['source']): string | undefined {
  if (typeof source !== 'string' && !(source instanceof URL)) return undefined
  if (/^https?:/i.test(String(source)) && URL.canParse(source)) return String(source)
  throw invalid('`source` is not an http(s) URL. For a file, pass a File, Blob or bytes instead of its path.')
}
