/** One timed line of speech, with its text in each target. Times are seconds of the source. */
export interface Cue {
  /**
   * `c` and a number. It survives edits: a split keeps it for the first part and a merge keeps the
   * first. It is never used again for another cue.
   */
  id: string
  start: number
  end: number
  /** What is said, in the language of the source. */
  text: string
  speaker?: string
  /** By language. */
  targets: Record<string, CueTarget>
}

/** A cue in one target. */
export interface CueTarget {
  /** Null until it is translated, and where it has to be translated again. */
  text: string | null
  /** Where the text comes from. Absent without a text. */
  author?: CueAuthor
  /** The name of the key that wrote it. Absent for a machine. */
  by?: string
  /** The voice that was asked for. Absent: that of the target. */
  voice?: string
  /** A person has looked at it. A new text takes that back. */
  approved: boolean
  /** `stale`: the result does not have it yet. `failed`: nothing could be spoken. */
  state: CueState
  /** How its dub fits, in the newest result. Absent before, and where a vendor does not say it. */
  fit?: CueFit
}

/** Where the text of a cue comes from. */
export type CueAuthor = 'machine' | 'person'
/** Whether the result has the cue as it is: see `state` of {@link CueTarget}. */
export type CueState = 'current' | 'stale' | 'failed'

/** How the dub of a cue fits into its time. */
export interface CueFit {
  /** Seconds that it may take: until the next cue starts, less a breath. */
  slotSeconds: number
  /** Length of the dub in seconds; 0 if nothing was spoken. */
  dubSeconds: number
  /** Speed of the voice; 1 is its own. */
  speed: number
  /** Factor of the time stretch after it; 1 is none. */
  tempo: number
  /** Seconds by which the dub ends after its slot. */
  overflowSeconds: number
  /** Seconds by which the dub starts after its cue; negative: before it. Absent: with it. */
  offsetSeconds?: number
  /** When the cue starts in the result. Absent: as in the source, because no scene is slowed. */
  resultStart?: number
}

/** The cues of a translation at one revision, or a page of them, in the order of time. */
export interface CuePage {
  /** Grows with every edit; the ETag is `"c7"` for revision 7. */
  revision: number
  /** The revision of the cues that the result of each target has. Absent: it has none yet. */
  applied: Record<string, number>
  /** Language of `text`, a BCP 47 tag. Absent if it is unknown. */
  language?: string
  items: Cue[]
  /** Gives the next page of the same revision. Absent on the last page. */
  nextCursor?: string
}

/** Changes a cue. Several are made at once, all or none, each on what those before it left. */
export type CueEdit =
  | SetCue
  | SetCueTarget
  | SplitCue
  | MergeCues
  | InsertCue
  | { op: 'delete'; cue: string }
  /** Takes back what the edits of a revision did. */
  | { op: 'revert'; revision: number }

/** Changes what is said and when. Absent members stay as they are. */
export interface SetCue {
  op: 'set'
  cue: string
  target?: undefined
  text?: string | undefined
  start?: number | undefined
  end?: number | undefined
  /** Null: nobody in particular. */
  speaker?: string | null | undefined
}

/** Changes a cue in one target. Absent members stay as they are. */
export interface SetCueTarget {
  op: 'set'
  cue: string
  /** Language of the target. */
  target: string
  /** Null: a machine translates it again. */
  text?: string | null | undefined
  /** Null: the voice of the target. */
  voice?: string | null | undefined
  approved?: boolean | undefined
}

/** Cuts a cue in two. The first part keeps its id. */
export interface SplitCue {
  op: 'split'
  cue: string
  /** Seconds of the source, inside of the cue. */
  at: number
  /**
   * What is said in both parts. Default: the text is cut between words, by time, and an empty one
   * stays empty.
   */
  texts?: [string, string] | undefined
  /**
   * The texts in targets. Default: a person's text is cut like the source, and a machine's is
   * translated again.
   */
  targets?: Record<string, [string, string]> | undefined
}

/** Joins cues that follow one another into the first of them. */
export interface MergeCues {
  op: 'merge'
  /** At least two, in the order of time. */
  cues: string[]
}

/** Adds a cue, which gets a new id. */
export interface InsertCue {
  op: 'insert'
  start: number
  end: number
  text: string
  speaker?: string | undefined
  /** Texts by language. Default: they are translated. */
  targets?: Record<string, string> | undefined
}

/** What edits did: the answer of `POST .../cues/edits`. */
export interface CueEditResult {
  /** The revision that they made. Edits that change nothing make none. */
  revision: number
  /** The cues that were changed or added, in the order of time. */
  changed: Cue[]
  /** Ids of the cues that are gone. */
  removed: string[]
}

/** Body of `POST .../cues/edits`. */
export interface CueEditsBody {
  /** At most 500. */
  edits: CueEdit[]
}

/** A rule that an edit broke. */
export type EditRule =
  | 'unknown'
  | 'overlap'
  | 'outside'
  | 'empty'
  | 'too_long'
  | 'not_adjacent'
  | 'conflict'
  | 'invalid'

/** A stop that a translation was asked to make, for a person. */
export type ReviewStage = 'transcript' | 'translation'

/** What a translation with the status `needs_input` waits for. */
export interface ReviewRequest {
  stage: ReviewStage
  /** The revision of the cues to look at; `approve` names it. */
  revision: number
  /** When it ends by itself, ISO 8601 in UTC. Absent: never. */
  until?: string
  /** What happens then. */
  action?: 'approve' | 'cancel'
}
