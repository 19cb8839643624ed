import type { EngineInfo, ReviewStage } from 'video-translation-client'
import type { Problems } from './problems.ts'

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
  /** How a voice reads words, by target, one in each line: `Kubernetes = cubernétis`. */
  readings: Record<string, string>
  /** What stays as it is, one in each line. */
  keptWords: string
  /** Texts of subtitle files, by target; what is said has the key `source`. */
  subtitles: Record<string, string>
  /** The text of a file that says who speaks when. */
  speakers: string
}

/** Changes parts of the draft: to these, or to what follows from it as it is by then. */
export type ChangeDraft = (part: Partial<Draft> | ((before: Draft) => Partial<Draft>)) => void

/** What each group of fields is given. */
export interface FieldsProps {
  draft: Draft
  problems: Problems
  change: ChangeDraft
  engine: EngineInfo
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
  readings: {},
  keptWords: '',
  subtitles: {},
  speakers: '',
}
