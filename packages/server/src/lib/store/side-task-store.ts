import type { Failure } from 'video-translation-client'
import type { PlaybackArtifact } from '../engines/engine.ts'

/**
 * Work beside a translation, for somebody who waits for it: a preview of a line, or a proxy of the
 * source. It changes neither the status nor the results of the translation.
 */
export interface SideTask {
  /** `pv_` or `px_`, and a UUIDv7. */
  id: string
  translationId: string
  owner: string
  engine: string
  kind: SideTaskKind
  /** What it needs of a worker, like that of a task. */
  needs: string
  status: 'pending' | 'running' | 'completed' | 'error'
  /** What was asked for, which only the routes and the engine understand. */
  request: unknown
  /** What was made. */
  result?: unknown
  error?: Failure
  /** Epoch milliseconds. */
  createdAt: number
}

export type SideTaskKind = 'preview' | 'proxy'

export type NewSideTask = Omit<SideTask, 'status' | 'result' | 'error' | 'createdAt'>

/** The right of a worker to a side task. */
export interface SideLease {
  id: string
  worker: string
  attempt: number
  /** As counted with this claim. */
  tries: number
}

export interface ClaimedSideTask extends SideTask {
  lease: SideLease
}

/** A side task that a worker may claim. */
export interface WaitingSideTask extends Pick<
  SideTask,
  'id' | 'translationId' | 'owner' | 'engine' | 'needs'
> {
  /** Counts its claims. */
  attempt: number
  /** Counts those that were not given back. */
  tries: number
}

/** Side work that is over, and how often it was claimed. Its attempts may have left files. */
export type EndedSideTask = Pick<WaitingSideTask, 'id' | 'translationId' | 'attempt'>

/** A copy of a source that waits for a worker in vain. */
export interface UnclaimedProxy extends EndedSideTask {
  /** On the steady clock. */
  dueAt: number
}

/** Side work of the same engine that needs the same of a worker. */
export type SideNeed = Pick<SideTask, 'engine' | 'needs'>

export type SideOutcome =
  /** The bytes are those of files that no translation lists. */
  | { result: unknown; bytes?: number; playback?: PlaybackArtifact }
  | { error: Failure }
  /** The worker is stopping, so another one does it. */
  | 'released'

/** Holds the work beside translations. It goes with its translation. */
export interface SideTaskStore {
  /**
   * Adds one. A known id stays as it is, unless it failed: then it is tried again. Undefined: the
   * owner has `most` of the kind that have not ended.
   */
  add(task: NewSideTask, most: number): Promise<SideTask | undefined>
  /**
   * Lets one that has ended begin again, because what it made is gone. False: the owner has `most`
   * of the kind that have not ended.
   */
  restart(task: Pick<SideTask, 'id' | 'owner' | 'kind'>, most: number): Promise<boolean>
  find(id: string): Promise<SideTask | undefined>
  /** What those that may be claimed need, the longest waiting first. */
  waitingNeeds(kind: SideTaskKind, engines: string[]): Promise<SideNeed[]>
  /**
   * Those that a worker may claim and that need one of these, the longest waiting first: one of
   * each owner, of at most a hundred owners.
   */
  waiting(kind: SideTaskKind, needs: SideNeed[]): Promise<WaitingSideTask[]>
  /** Undefined: another worker was quicker. `ended`: it has killed as many workers as it may. */
  claim(
    task: WaitingSideTask,
    worker: string,
    leaseMs: number,
  ): Promise<ClaimedSideTask | 'ended' | undefined>
  /** Prolongs the lease. False: it is lost, or the translation is gone. */
  heartbeat(lease: SideLease, leaseMs: number): Promise<boolean>
  /** Ends it. A file to play is listed in the translation from then on. */
  settle(lease: SideLease, outcome: SideOutcome): Promise<boolean>
  /**
   * Counts files to the owner that stay with the translation, whatever becomes of the side task.
   */
  countKept(translationId: string, bytes: number): Promise<void>
  /** The ids of previews that were made before an instant, the oldest first, without `skip`. */
  previewsBefore(instant: number, limit: number, skip?: number): Promise<string[]>
  /** Forgets one whose files were removed. */
  remove(id: string): Promise<void>
  /**
   * The copies of sources that have waited since before an instant on the steady clock without a
   * worker that can make them, or whose worker was lost before it.
   */
  unclaimedProxies(before: number): Promise<UnclaimedProxy[]>
  /**
   * Ends one, which can be asked for again. False: a worker has claimed it since it was listed.
   */
  endUnclaimedProxy(proxy: UnclaimedProxy): Promise<boolean>
  /** Calls back when one was added or has ended. Only a hint. */
  onNews(listener: () => void): () => void
}
