import { invalid } from '../../errors.ts'
import { UNDETERMINED } from './languages.ts'

/** What to translate at HeyGen, and into what. */
export interface HeygenRequest {
  /**
   * A URL that HeyGen can reach (a string or URL), what is to be uploaded (a File, Blob or bytes; HeyGen wants to know the size
   * beforehand, so no stream), or an asset that is uploaded already. mp4, webm, mp3 or wav.
   */
  source: string | URL | HeygenUpload | { asset: string }
  /** Language spoken in the source, e.g. `en`. Default: HeyGen finds out. */
  from?: string
  /**
   * Languages wanted, as tags of BCP 47, e.g. `es-ES`, or by HeyGen's own names, e.g. `Chinese (Cantonese, Traditional)`; each becomes a
   * translation of its own at HeyGen.
   */
  to: readonly string[]
  /** HeyGen's `title`. */
  name?: string
  /** Your own id for it. HeyGen's `callback_id`, which its webhooks repeat. */
  reference?: string
  /**
   * Stops before the video is made: a wait ends with `needs_input`, a person edits the subtitles, and `generateProofread` goes on. HeyGen
   * wants a `name` for that. Default: false.
   */
  proofread?: boolean
  /**
   * Two creates with the same key within 24 hours make one translation, even if they differ otherwise: 1 to 255 letters, digits, `_:.-`.
   * Default: a random one, so that a repeated request is safe; give your own to make it safe across restarts of your program too.
   */
  idempotencyKey?: string
  /** What HeyGen takes beyond that, in its own words, e.g. `{ mode: 'precision', callback_url: … }`; laid over what the rest says. */
  options?: Record<string, unknown>
}

/** What can be uploaded to HeyGen. */
export type HeygenUpload = Blob | ArrayBuffer | ArrayBufferView

/** Everything that cannot work is said before anything is uploaded. @throws {VideoTranslationError} `invalid_argument` */
export function checkRequest({ to, name, proofread, idempotencyKey }: HeygenRequest): void {
  const isList = Array.isArray(to) && to.every((each) => typeof each === 'string' && each.trim() !== '')
  if (!isList || to.length === 0 || to.includes(UNDETERMINED))
    throw invalid('`to` has to name a language, e.g. ["es-ES"].')
  if (idempotencyKey !== undefined && !/^[\w:.-]{1,255}$/.test(idempotencyKey))
    throw invalid('HeyGen takes as `idempotencyKey` 1 to 255 letters, digits and any of _ : . -')
  if (proofread && !name) throw invalid('HeyGen wants a `name` for what is to be proofread.')
}

/** The URL of a source that is one. */
export function urlOf(source: HeygenRequest['source']): string | undefined {
  if (typeof source !== 'string' && !(source instanceof URL)) return undefined
  if (/^https?:/i.test(String(source)) && URL.canParse(source)) return String(source)
  throw invalid('`source` is not an http(s) URL. Of a file give a File, Blob or bytes, not its path.')
}
