import type { ReviewStage } from 'video-translation-client'

/** What the form holds before it is sent. */
export interface Draft {
  url: string
  /** Undefined: the engine finds it out. */
  from: string | undefined
  to: readonly string[]
  engine: string
  options: Record<string, unknown>
  reference: string
  /** Where it is to wait for a person. */
  review: readonly ReviewStage[]
  /** The names of voices by target. Absent: as the engine chooses. */
  voices: Record<string, string>
  /** Terms by target, one in each line: `server = servidor`. */
  terms: Record<string, string>
  /** What stays as it is, one in each line. */
  keptWords: string
}

export const NEW_DRAFT: Draft = {
  url: '',
  from: undefined,
  to: [],
  engine: '',
  options: {},
  reference: '',
  review: [],
  voices: {},
  terms: {},
  keptWords: '',
}
