/** One timed line of speech. Times are seconds from the start of the source. */
export interface Cue {
  /** Counts from 1 within the transcript, and stays with the cue through every stage. */
  id: number
  start: number
  end: number
  text: string
  speaker?: string
}

/** A cue with its text in the target's language. An empty `translated` is spoken as nothing, and reported. */
export interface TranslatedCue extends Cue {
  translated: string
}

/** What was done with one cue; the rows of `es.report.json`. */
export interface CueReport {
  id: number
  start: number
  end: number
  text: string
  translated: string
  /** Seconds the cue may take: until the next cue starts, less a breath. */
  slotSeconds: number
  /** Seconds the dub of it takes; 0 when nothing was spoken. */
  dubSeconds: number
  /** Rate asked of the voice. */
  speed: number
  /** Time stretch applied afterwards; 1 is none. */
  tempo: number
  /** Seconds by which it still runs over its slot, after both. */
  overflowSeconds: number
  retries: number
  /** Why nothing was spoken: `empty`, `failed`. */
  skipped?: string
}
