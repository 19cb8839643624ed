import type {
  CueFit,
  EngineInfo,
  Failure,
  PlaybackKind,
  ReviewStage,
  Stage,
  Warning,
} from 'video-translation-client'
import type { CueResult, SheetCue } from 'video-translation-client/editing'
import type { Estimate } from 'video-translation-client/estimate'
import type { FileKey } from '../files/file-key.ts'
import { type Ability, describeNeed, type Need } from './abilities.ts'
import type { ArtifactContent } from './artifact-content.ts'
import type { Corrections, RecognisedCue, TranslatedText } from './cues.ts'
import type { SourceFacts } from './source-facts.ts'

/**
 * Does the work of tasks. One engine serves every worker of a process. It keeps the state of a task
 * only in the task's context, so that the task can continue on another machine.
 */
export interface Engine {
  readonly name: string
  /** Most tasks that a worker runs in it at once, limited by memory and cores. */
  readonly concurrency: number
  /** Describes its abilities on this machine, and what is missing. */
  describe(): Promise<EngineInfo>
  /**
   * Checks a request at create time, so that it does not fail later: language pair, installed
   * parts, options.
   * @returns the refusals, each with what to install or configure. Empty if the request can be
   * served.
   */
  check(request: EngineRequest): Promise<Refusal[]>
  /**
   * The steps that this machine can do. Absent: the engine has no steps that another machine could
   * do.
   */
  abilities?(): Promise<Ability[]>
  /** The steps of a request, for an engine with `abilities`. Options that it refuses have none. */
  needs?(request: EngineRequest): RequestNeeds
  /**
   * What serving a request needs before it, and how much work it is. Absent: nothing that could be
   * told.
   * @param durationSeconds length of the source, if it is known
   */
  estimate?(request: EngineRequest, durationSeconds?: number): Promise<EngineEstimate>
  /**
   * Does one task: the source's preparation, or one target. Rejects with an `EngineError` if the
   * work itself fails, and with the signal's reason after an abort. Any other error counts as a
   * defect or a temporary problem, and the task is tried again.
   */
  run(task: Task, context: TaskContext): Promise<TaskResult>
  /** What people can correct in its translations. Absent: all that edits can say. */
  readonly corrections?: Corrections
  /** What it does beside translations. Absent: nothing. */
  readonly sideWork?: SideWork
  /** Ends child processes and frees memory. Called once, after the last task has ended. */
  close?(): Promise<void>
}

/** The parts of a create request that an engine checks. */
export interface EngineRequest {
  /** `upload` also if the client asks before it uploads the file. */
  source: 'url' | 'upload'
  /** The URL of a source with one. */
  url?: string | undefined
  from?: string
  to: string[]
  options: Record<string, unknown>
  /** Languages that are completed, and are to be made again. Default: none. */
  again?: readonly string[]
  /** The stops for a person that the translation is to make. Default: none. */
  review?: readonly ReviewStage[]
}

/** A reason why a request cannot be served, as part of the answer 422. */
export interface Refusal extends Failure {
  /** JSON pointer to the wrong field of the request, e.g. `/to/0`. */
  pointer: string
  /** Whether another machine may be able to serve it, because something is missing on this one. */
  isLocal?: boolean
  /** The voice of which this machine knows nothing. */
  voice?: string
  /** What to pull on this machine, and nothing else, makes the reason go away. */
  packs?: readonly string[]
  /** The same for transformers.js. */
  runtime?: boolean
}

/** What an engine knows about a request before it is served. */
export interface EngineEstimate extends Omit<Estimate, 'engine' | 'possible' | 'problems'> {
  /** Reasons that only the length of the source gives. */
  refusals?: Refusal[]
}

/** The steps of a request, in the order in which they are done. */
export interface RequestNeeds {
  source: StepNeed[]
  /** For each target. */
  targets: StepNeed[][]
}

/** What a step of a request needs of a worker. */
export interface StepNeed extends Need {
  /** JSON pointer to the field of the request that makes it necessary. */
  pointer: string
}

/** What an engine does beside translations, for somebody who waits for it. */
export interface SideWork {
  /** The options that speaking a text needs: each preview keeps a copy of them. */
  previewOptions(line: Pick<PreviewRequest, 'language' | 'text' | 'options'>): Record<string, unknown>
  /** What a preview needs of a worker. */
  previewNeeds(request: Pick<PreviewRequest, 'language' | 'options' | 'voice'>): Need | undefined
  /** Speaks one line. */
  preview(request: PreviewRequest, context: SideContext): Promise<Preview>
  /** Makes a small copy of a source, which every browser plays. */
  proxy(request: ProxyRequest, context: SideContext): Promise<PlaybackArtifact>
}

/** A line to speak. */
export interface PreviewRequest {
  /** The target. */
  language: string
  text: string
  voice?: string
  /** The speaker of the cue, if it has one. */
  speaker?: string
  /** The file `transcript.json` of the source, which has its speakers. */
  transcript?: FileKey
  /** Where it is to fit. Absent: it takes the time that it needs. */
  slot?: PreviewSlot
  /** Those of the translation and the target that speaking needs. */
  options: Record<string, unknown>
  /** The language of the source, if it is known. */
  from?: string
}

/** Times are seconds of the source. */
export interface PreviewSlot {
  start: number
  end: number
  /** Where the next cue starts. Absent: it is the last. */
  next?: number
  /** The end of the source. */
  sourceEnd: number
}

/** A spoken line. */
export interface Preview {
  /** A mono WAV of 16 bit. */
  clip: FileKey
  /** Its length. */
  seconds: number
  /** How it fits. Absent without a slot. */
  fit?: CueFit
}

export interface ProxyRequest {
  source: FileKey
  /** The audio track to hear, counted from 1. Default: the best. */
  audioTrack?: number
}

/** The services that side work has. Its files belong to the translation. */
export interface SideContext extends Pick<
  TaskContext,
  'signal' | 'scratch' | 'files' | 'reserveSpace' | 'log'
> {
  /** Does something once the answer is stored, so that nobody waits for it. May fail. */
  afterwards(work: () => Promise<unknown>): void
}

/** Work that a worker claims: the source's preparation (once), then each target. */
export type Task = SourceTask | TargetTask

interface TaskBase {
  id: string
  translationId: string
  /** Counts from 1 and grows with each claim. */
  attempt: number
  /** The revision of the translation. Default 1. A later one does again what was done before. */
  revision?: number
  from?: string
  options: Record<string, unknown>
}

/** The preparation of the source. Every target task gets its `output`. */
export interface SourceTask extends TaskBase {
  kind: 'source'
  source: { url: string } | { file: string; name: string }
  to: string[]
  /** The stops for a person that the create asked for. Absent: none. */
  review?: readonly ReviewStage[]
}

/** The translation into one language. */
export interface TargetTask extends TaskBase {
  kind: 'target'
  language: string
  sourceName?: string
  /** The `output` of the source task. */
  prepared: unknown
  /**
   * The cues to work on, with the texts that this target has already: only what is open needs a
   * translator. Absent: the source task gave none.
   */
  cues?: readonly SheetCue[]
  /** The last stage, before a person looks at it. Absent: go on to the end. */
  until?: 'translate'
}

/** The services that a task works with. */
export interface TaskContext {
  /** Aborts when the task is canceled, its lease is lost, or the worker stops. */
  signal: AbortSignal
  /** Empty local folder, made at the first access and removed after the attempt. */
  scratch: string
  /**
   * Reports progress. Calls are cheap: they are merged before they are stored. A task without any
   * call for hours is stopped; `{}` is a sign of life without news.
   */
  progress(update: ProgressUpdate): void
  /** Survives a restart, on any machine that continues the task. */
  checkpoint: Checkpoint
  files: TaskFiles
  /**
   * Whether this worker is the one to do a step: false if it cannot, and another one can. Absent:
   * always true.
   */
  can?(need: Need): Promise<boolean>
  /** Whether a worker that is alive can do a step. Absent: no worker says what it can do. */
  isOffered?(need: Need): Promise<boolean>
  /** Says what the step that begins needs. If it fails, any worker that can do it may try again. */
  onStep?(need: Need | undefined): void
  /**
   * Reserves disk space for the next `bytes` that the task writes, in place of its earlier
   * reservation. The reservation ends with the task. Rejects if the disk has no room; then the task
   * waits or fails with `storage_full`.
   */
  reserveSpace(bytes: number): Promise<void>
  log: Log
}

/** Progress of a task. Absent fields keep their last value. */
export interface ProgressUpdate {
  /** The current step. */
  stage?: Stage
  /** From 0 to 1 over the whole task. It never goes back. */
  progress?: number
  /** Estimate of the task's remaining time in seconds. */
  expectedSeconds?: number
  /** The length of the source, from its task. Until it is known, its owner starts no other. */
  durationSeconds?: number
}

/** A small JSON value in the task's row. */
export interface Checkpoint {
  /** The last saved value of any attempt, or undefined. */
  readonly value: unknown
  /** Resolves when the value is durable. Rejects with {@link LostLease} if the task is lost. */
  save(value: unknown): Promise<void>
}

/**
 * The task's files. Keys of different attempts never collide, so an attempt that was presumed dead
 * overwrites nothing. A file counts only once its key stands in a checkpoint or a result.
 */
export interface TaskFiles {
  /** Stores a local file, which may be moved. Resolves with its key once the file is durable. */
  put(path: string, name: string): Promise<FileKey>
  /**
   * Like `put`, for a file that can be made again from the task's other files. It is removed after
   * the task's end, so a later attempt has to check with `has`.
   */
  putIntermediate(path: string, name: string): Promise<FileKey>
  /** Like `put`, for files that all tasks of the translation share. The name is the identity. */
  putShared(path: string, name: string): Promise<FileKey>
  /** Key of a shared file, if it exists. */
  findShared(name: string): Promise<FileKey | undefined>
  /** Whether the file still exists. */
  has(key: FileKey): Promise<boolean>
  /** Path of a local copy, read only. A remote file is downloaded into the scratch folder. */
  get(key: FileKey): Promise<string>
}

/** The results of a task. */
export interface TaskResult {
  /** JSON value that a source task passes to the targets. */
  output?: unknown
  artifacts?: ProducedArtifact[]
  /** Files to play while somebody corrects. They are no results, so nobody downloads them all. */
  playback?: PlaybackArtifact[]
  warnings?: Warning[]
  /** Facts about the source, found during its preparation. */
  source?: SourceFacts
  /** What a source task recognised, in the order of time, without overlap. */
  cues?: readonly RecognisedCue[]
  /** What a target task has translated. */
  translated?: readonly TranslatedText[]
  /** What the artifacts of a target have of each cue. */
  spoken?: readonly CueResult[]
  /** The target task has stopped after this stage, as it was asked to. */
  pausedAfter?: TargetTask['until']
}

/** A file that a task produced, offered for download. */
export type ProducedArtifact = {
  /** Name for the user, e.g. `es.mp4`. */
  name: string
  /** Value of `Content-Type`, e.g. `video/mp4`. */
  mediaType: string
  /** Size in bytes. The worker fills it in. */
  bytes?: number
  /** What it is for. Absent: it is a result. */
  playback?: PlaybackKind
  /** Whether browsers usually can play it. Only for the source. */
  playable?: boolean
  /** The audio track that is translated, counted from 1. Only for the source. */
  audioTrack?: number
} & ArtifactContent

/** A file to play. */
export type PlaybackArtifact = ProducedArtifact & { playback: PlaybackKind }

/** Another worker has the task now. Stop without changing anything. */
export class LostLease extends Error {
  override readonly name = 'LostLease'
}

/** Another worker can do the next step. Thrown after the checkpoint of the step before it. */
export class HandOn extends Error {
  override readonly name = 'HandOn'
  readonly need: Need

  constructor(need: Need) {
    super(`Another worker has to ${describeNeed(need)}.`)
    this.need = need
  }
}

/** Structured log lines. Each already has the task's translation id and language. */
export interface Log {
  debug(fields: Record<string, unknown>, message: string): void
  info(fields: Record<string, unknown>, message: string): void
  warn(fields: Record<string, unknown>, message: string): void
  error(fields: Record<string, unknown>, message: string): void
}
