import type { Artifact, PlaybackFile } from './artifact.ts'
import type { CueFit } from './cue.ts'
import type { Failure } from './translation.ts'

/** A line to hear, from `POST /v1/translations/{id}/previews`. */
export interface Preview {
  /** `pv_` and a UUID. */
  id: string
  /** Language of the target. */
  target: string
  /** The cue to whose time it is fitted. Absent: it takes the time that it needs. */
  cue?: string
  text: string
  /** The voice that was asked for. Absent: that of the target. */
  voice?: string
  status: 'pending' | 'running' | 'completed' | 'error'
  /** A WAV, kept for an hour. Absent until it is spoken. */
  clip?: Artifact
  /** The length of the clip. */
  seconds?: number
  /** How it fits into the time of the cue. */
  fit?: CueFit
  error?: Failure
  /** ISO 8601 in UTC. */
  createdAt: string
}

/** Body of `POST /v1/translations/{id}/previews`. */
export interface PreviewBody {
  /** Language of the target. */
  target: string
  /** At most 500 characters. */
  text: string
  /** The id of a cue, to whose time it is fitted. Default: it takes the time that it needs. */
  cue?: string | undefined
  /** Default: that of the cue, or of the target. */
  voice?: string | undefined
}

/** A small copy of a source, from `POST /v1/translations/{id}/proxy`. */
export interface SourceProxy {
  status: Preview['status']
  /** Absent until it is made. */
  file?: PlaybackFile
  error?: Failure
}
