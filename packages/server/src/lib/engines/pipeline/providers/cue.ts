/** One timed line of speech. Times are seconds from the start of the source. */
export interface Cue {
  /** Counts from 1 in the transcript. The cue keeps it through every stage. */
  id: number
  start: number
  end: number
  text: string
  speaker?: string
}

/** A cue to translate. */
export interface OpenCue extends Cue {
  /** A translation that stands: a person's, or that of an earlier run. Absent: make one. */
  known?: string
}

/** A cue with its text in the target language. An empty `translated` is reported as skipped. */
export interface TranslatedCue extends Cue {
  translated: string
}

/** The result for one cue, as in the rows of `es.report.json`. */
export interface CueReport {
  id: number
  start: number
  end: number
  text: string
  translated: string
  /** Seconds the cue may take: until the next cue starts, less a breath, with what is slowed. */
  slotSeconds: number
  /** Length of the dub; 0 if nothing was spoken. */
  dubSeconds: number
  /** Seconds by which the dub starts after the cue; negative: before it. */
  offsetSeconds: number
  /** Speed of the voice. */
  speed: number
  /** Factor of the time stretch after it; 1 is none. */
  tempo: number
  /** Seconds by which the dub ends after the slot. */
  overflowSeconds: number
  retries: number
  /** When the cue starts in the result. Absent: nothing is slowed, so it starts at `start`. */
  resultStart?: number
  /** How many times as long its picture takes. Absent: nothing is slowed. */
  slowedBy?: number
  /** Reason why nothing was spoken: `empty` or `failed`. */
  skipped?: string
}
