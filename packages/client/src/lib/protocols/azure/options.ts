/**
 * Members of `TranslationInput`, which are passed on as they are (VideoTranslation.json in
 * Azure/azure-rest-api-specs, stable 2025-05-20; those of a newer version say so).
 */
export interface AzureTranslationInput {
  /** Number of speakers. Default: Azure counts them. */
  speakerCount?: number
  /** Moves the lips of the speakers to the translation. Default: false. */
  enableLipSync?: boolean
  /** Most characters of a line of subtitles. */
  subtitleMaxCharCountPerSegment?: number
  /** Writes the subtitles into the picture. Default: false. */
  exportSubtitleInVideo?: boolean
  /** How Azure reads the blob without a signature. Since 2026-03-01. */
  inputFileSourceKind?: 'AzureStorageBlobManagedIdentity'
  /** The managed identity for that. Since 2026-03-01. */
  inputFileAzureStorageBlobManagedIdentityClientId?: string
  [member: string]: unknown
}

/** A corrected WebVTT file, for an iteration after the first. */
export interface AzureWebvttFile {
  /** URL of a blob that Azure can read. */
  url: string
  /** What the file has. Default of `apply`: `TargetLocaleSubtitle`. */
  kind?: 'SourceLocaleSubtitle' | 'TargetLocaleSubtitle' | 'MetadataJson'
}

/**
 * Members of `IterationInput`, which are passed on as they are. See {@link AzureTranslationInput}.
 */
export interface AzureIterationInput {
  /** Required from the second iteration on. */
  webvttFile?: AzureWebvttFile
  speakerCount?: number
  subtitleMaxCharCountPerSegment?: number
  exportSubtitleInVideo?: boolean
  /** Lets the video become faster or slower where the translation is. */
  enableVideoSpeedAdjustment?: boolean
  /** Also makes `es-ES.ass`. */
  exportTargetLocaleAdvancedSubtitleFile?: boolean
  /** `RRGGBB` or `RRGGBBAA`, with or without `#`. */
  subtitlePrimaryColor?: string
  subtitleOutlineColor?: string
  subtitleFontSize?: number
  /** Whether platform voices speak with the emotion of the speaker. */
  enableEmotionalPlatformVoice?: 'Auto' | 'Enable' | 'Disable'
  /** How names are pronounced: URL of a lexicon. */
  ttsCustomLexiconFileUrl?: string
  ttsCustomLexiconFileIdInAudioContentCreation?: string
  /** Corrects what was heard by the subtitles in the picture. */
  enableOcrCorrectionFromSubtitle?: boolean
  /** From the edge of the picture, 0 to 200. Since 2026-03-01. */
  subtitleVerticalMargin?: number
  /** Factor of the sound in the background, at most 1. Since 2026-03-01. */
  adjustBackgroundVolumeMultiplier?: number
  /** Since 2026-03-01. */
  exportAdjustedPromptAudioInWebvtt?: boolean
  /** Folder in Azure Storage that gets the files. Since 2026-03-01. */
  pushResultToAzureStorageBlobDirUrl?: string
  /** The managed identity for that. Since 2026-03-01. */
  pushResultToAzureStorageBlobManagedIdentityClientId?: string
  [member: string]: unknown
}

/** Members of `TranslationProperties`, since 2026-03-01. */
export interface AzureProperties {
  /** Hours after which Azure deletes the translation. */
  timeToLiveInHours?: number
  [member: string]: unknown
}
