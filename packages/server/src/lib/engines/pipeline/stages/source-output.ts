import type { FileKey } from '../../../files/file-key.ts'
import type { Media } from '../../../media/media.ts'
import type { Cue } from '../providers/cue.ts'
import type { Speaker } from '../speakers/describe-speakers.ts'

/** Output of the source task, and input of every target task. */
export interface SourceOutput {
  media: Media
  sourceKey: FileKey
  /** Index into `media.audio` of the stream that is translated. */
  audio: number
  language: string
  /** The speakers, as they appear. Absent: nobody has told them apart. */
  speakers?: Speaker[]
  /** File with the {@link Transcript} as JSON. */
  transcriptKey: FileKey
  /** Milliseconds that each step of the source task took. */
  stagesMs: Record<string, number>
}

/** Content of `transcript.json`. */
export interface Transcript {
  language: string
  /** Confidence of the detector, from 0 to 1. Absent if the request named the language. */
  languageConfidence?: number
  seconds: number
  transcriber: string
  /** Absent: nobody has told them apart. */
  speakers?: Speaker[]
  cues: Cue[]
}
