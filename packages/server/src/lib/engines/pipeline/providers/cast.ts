import type { Warning } from 'video-translation-client'
import type { Cue } from './cue.ts'
import type { Synthesizer } from './providers.ts'

/** The voice of a cue, and what speaks it. */
export interface Part {
  synthesizer: Synthesizer
  /** Absent: the synthesizer's best voice for the language. */
  voice?: string
}

/** The voices of a target. */
export interface Cast {
  /** Speaks what nobody else is asked for. */
  main: Part
  of(cue: Pick<Cue, 'id' | 'speaker'>): Part
  /** Everything besides the texts that the sound depends on. */
  identity: string
  warnings: Warning[]
}
