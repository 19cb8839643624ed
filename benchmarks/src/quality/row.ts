import type { CueQuality } from './cue-quality.ts'
import type { DubQuality } from './judge-dub.ts'
import type { Errors } from './errors.ts'

/** The result for one set of clips. */
export interface QualityRow extends Errors {
  set: string
  language: string
  seconds: number
  found: string
  confidence?: number
  transcriber: string
  byCharacter: boolean
  cues: CueQuality
  /** chrF2 against the reference, by target language. */
  chrF: Record<string, number>
  /** The dub, by target language. */
  dub: Record<string, DubQuality>
  /** Time divided by the length of the sound, with detection and loading of the model. */
  ratio: number
  peakBytes: number
  warnings: string[]
  text: string
}
