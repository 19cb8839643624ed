/** A file for HeyGen: a URL that it can reach, or an uploaded asset. */
export type HeygenFile = { type: 'url'; url: string } | { type: 'asset_id'; asset_id: string }

/**
 * Members of `POST /v3/video-translations`, which are passed on as they are. Their meanings and
 * defaults are those of HeyGen's OpenAPI document, as `gen/video-translate.go` of
 * heygen-com/heygen-cli contains it.
 */
export interface HeygenTranslationOptions {
  /** `precision` takes longer and looks better, lip-sync included. HeyGen's default: `speed`. */
  mode?: 'speed' | 'precision'
  /** Translates only the sound, and keeps the picture: no lip-sync. Default: false. */
  translate_audio_only?: boolean
  /** Number of speakers, which helps to tell them apart. Default: HeyGen counts them. */
  speaker_num?: number
  /** The voice of your brand in place of a clone of the speaker. It has to be set up before. */
  brand_voice_id?: string
  /** Your own recording in place of a synthesized voice. */
  audio?: HeygenFile
  /** How frames are timed, only with `audio`. */
  fps_mode?: 'vfr' | 'cfr' | 'passthrough'
  /** Your own subtitles. Only on Enterprise plans. */
  srt?: HeygenFile
  /** Whether `srt` has what is said (`input`) or its translation (`output`). */
  srt_role?: 'input' | 'output'
  /** Makes captions, which become `es-ES.srt` and `es-ES.vtt`. Default: false. */
  enable_caption?: boolean
  /** Lets the video become longer or shorter where the translation is. Default: true. */
  enable_dynamic_duration?: boolean
  /** Removes the music in the background. Default: false. */
  disable_music_track?: boolean
  /** Cleans the speech of noise. Default: false. */
  enable_speech_enhancement?: boolean
  /** Adds a watermark. Default: false. */
  enable_watermark?: boolean
  /** Keeps the resolution and the bit rate of the source. */
  keep_the_same_format?: boolean
  /** Translates only from this second on. */
  start_time?: number
  /** Translates only up to this second. */
  end_time?: number
  /** The folder in HeyGen's console. */
  folder_id?: string
  /** The terms of your brand (developers.heygen.com/reference/create-video-translation). */
  brand_glossary_id?: string
  /** Receives a webhook at the end of each language. */
  callback_url?: string
  /** With `proofread`: lets the video become longer or shorter. Default: false. */
  enable_video_stretching?: boolean
  [member: string]: unknown
}
