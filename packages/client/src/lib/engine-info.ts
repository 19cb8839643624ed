import type { Failure } from './translation.ts'

/** An engine with its languages and options, from `GET /v1/engines`. */
export interface EngineInfo {
  name: string
  /** One line that helps people to choose. */
  description: string
  /** True of the engine that a create without `engine` takes. Absent: another one, or unknown. */
  isDefault?: boolean
  /** False if something has to be installed or configured first. `problems` says what. */
  ready: boolean
  problems: EngineProblem[]
  /** Source languages with the targets each can be translated into. `*` stands for any. */
  languages: { from: string; to: string[] }[]
  /** JSON Schema of the `options` of a create with this engine. */
  options: Record<string, unknown>
  /** The voices to choose from. Absent: the engine offers no choice. */
  voices?: VoiceInfo[]
  /** What hearing a line takes (`preview`). Absent: it speaks no single lines, or is older. */
  previews?: PreviewTerms
  /**
   * What a vendor charges for. Absent: unknown, so people are asked before, except for `pipeline`
   * and `simulated`. A free engine of your own says `{ vendor: NAME, verbs: {} }`.
   */
  charges?: VendorCharges
}

/** What it takes to hear lines before they are applied. */
export interface PreviewTerms {
  /**
   * Whether they cost nothing but time of the server, so that lines may be spoken before anybody
   * asks.
   */
  free: boolean
  /** Most that a key may ask for in a minute. Absent: unknown. */
  perMinute?: number
}

/** The verbs that start work. */
export type ChargedVerb = 'create' | 'apply' | 'approve' | 'retry' | 'addTargets'

/**
 * What is charged: `video` or `dub`, the whole of it for each language; or `lines`, those that are
 * dubbed again.
 */
export type ChargedWork = 'video' | 'dub' | 'lines'

/** What a vendor charges the account of the server for. The prices are its own. */
export interface VendorCharges {
  /** Its name for people, e.g. `ElevenLabs`. */
  vendor: string
  /** A verb that is not named costs nothing. */
  verbs: Partial<Record<ChargedVerb, ChargedWork>>
}

/** What an engine lacks. */
export interface EngineProblem extends Failure {
  /** The packs whose installation on the server cures it. Absent: it needs something else. */
  packs?: string[]
}

/** A voice of an engine. */
export interface VoiceInfo {
  /** What a request or a cue calls it, e.g. `ef_dora`. */
  name: string
  /** Its name for people, e.g. `Dora`. */
  title: string
  /** What it speaks, a BCP 47 tag. `*` stands for any language. */
  language: string
  /** What it sounds like. Absent: unknown. */
  sex?: 'female' | 'male'
  /** What speaks it, e.g. `kokoro`. */
  provider: string
  /** The licence of the voice. Absent: unknown. */
  licence?: string
  /** False if something has to be installed first: its pack, or a program. */
  ready: boolean
  /** The pack that it needs. Absent: none. */
  pack?: string
}
