/**
 * Fields of `POST /v1/dubbing`, which are passed on as they are: those of
 * `BodyDubAVideoOrAnAudioFileV1DubbingPost` of the SDK `@elevenlabs/elevenlabs-js` 2.73.0.
 */
export interface DubOptions {
  /** Number of speakers; 0 lets ElevenLabs count them. */
  num_speakers?: number
  /** Uses voices of ElevenLabs' library that sound alike, and clones none. Default: false. */
  disable_voice_cloning?: boolean
  /** An accent for the choice of voices and of a dialect. Experimental. */
  target_accent?: string
  /** Adds a watermark to the video, which costs less. */
  watermark?: boolean
  /** Makes the video with the highest resolution that there is. */
  highest_resolution?: boolean
  /** Leaves the sound in the background out, e.g. for a speech. */
  drop_background_audio?: boolean
  /** Writes `[censored]` for profanities in transcripts. */
  use_profanity_filter?: boolean
  /** Dubs only from this second on. */
  start_time?: number
  /** Dubs only up to this second. */
  end_time?: number
  /** Prepares the dub for edits in ElevenLabs' studio. */
  dubbing_studio?: boolean
  /** `manual` needs a `csv_file`. ElevenLabs discourages it in production. Default: `automatic`. */
  mode?: 'automatic' | 'manual'
  /** A transcript with translations, for `manual`. */
  csv_file?: Blob
  /** Frames a second of the times in `csv_file`. */
  csv_fps?: number
  /** The speech alone, beside `csv_file`. */
  foreground_audio_file?: Blob
  /** The sound in the background, beside `csv_file`. */
  background_audio_file?: Blob
  [field: string]: unknown
}

/**
 * Fields of `POST /v1/dubbing/project`, which are passed on as they are: those of
 * `BodyCreateDubbingProjectV1DubbingProjectPost` of the SDK 2.73.0.
 */
export interface ProjectOptions {
  /** The model of all languages, which cannot be changed later. Default: `dubbing_v2`. */
  model_id?: 'dubbing_v1' | 'dubbing_v2'
  /** Names and terms that are heard and translated as they are: at most 1,000 of 50 characters. */
  keyterms?: readonly string[]
  /** Webhooks of the workspace, at most three. */
  webhook_ids?: readonly string[]
  /** A JSON transcript in place of a recognised one. Only for Enterprise. */
  transcript?: Blob
  [field: string]: unknown
}

/**
 * Fields of `POST /v1/dubbing/project/{id}/language`, which are passed on as they are:
 * `voice_settings` and `translations` of the SDK 2.73.0.
 */
export interface ProjectLanguageOptions {
  /** The voices of all speakers in this language. */
  voice_settings?: ElevenLabsVoiceSettings
  /** Translations by segment in place of a machine's, one for each. Only for Enterprise. */
  translations?: Readonly<Record<string, string>>
  [field: string]: unknown
}

/** `VoiceSettings` of the SDK 2.73.0. */
export interface ElevenLabsVoiceSettings {
  /** From 0 to 1. A lower one has more emotion, a higher one is more monotonous. */
  stability?: number
  /** From 0 to 1: how closely the voice is like that of the speaker. */
  similarity_boost?: number
  /** Exaggerates the style of the speaker. Above 0 it takes longer. */
  style?: number
  /** Makes the voice still more like that of the speaker. It takes longer. */
  use_speaker_boost?: boolean
  /** 1 is the voice's own speed. */
  speed?: number
  /** How closely voices are cloned (github.com/elevenlabs/skills, `dubbing/`; not in the SDK). */
  cloning_strength?: number
  [field: string]: unknown
}
