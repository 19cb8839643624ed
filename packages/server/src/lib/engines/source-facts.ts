/** What an engine found out about a source. */
export interface SourceFacts {
  name?: string
  bytes?: number
  durationSeconds?: number
  /** Language that the engine detected, a BCP 47 tag, with its confidence from 0 to 1. */
  detectedLanguage?: string
  detectedConfidence?: number
}
