import type { Failure } from 'video-translation-client'

/** When somebody speaks, in seconds of the source. */
export interface SpeakerTurn {
  start: number
  end: number
  /** Name of the speaker, the same in all turns. */
  speaker: string
}

/** Finds out who speaks when. */
export interface Diarizer {
  readonly name: string
  /** Everything besides the sound that the answer depends on. */
  identity(): Promise<string>
  /** Names the missing parts. Undefined if it is ready. */
  missing(): Promise<Failure | undefined>
  /** `wav` is 16 kHz mono 16-bit PCM. The turns are in order and may overlap. */
  diarize(wav: string, options: DiarizeOptions): Promise<SpeakerTurn[]>
  /** Ends its processes. Called once, after the last request. */
  close?(): Promise<void>
}

export interface DiarizeOptions {
  signal: AbortSignal
  /** How many people speak. Absent: unknown. */
  speakers?: number
}
