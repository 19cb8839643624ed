import type { EngineInfo, Failure, Stage, Warning } from 'video-translation-client'
import type { FileKey } from '../files/file-store.ts'

/**
 * What does the work. One engine serves every worker of a process; it keeps no state of a task outside the
 * task's context, so that a task can go on on another machine.
 */
export interface Engine {
  readonly name: string
  /** How many tasks a worker may run in it at once, by memory and cores. */
  readonly concurrency: number
  /** What it can do here and now, and what is missing. */
  describe(): Promise<EngineInfo>
  /**
   * Refuses, at create time, what could only fail later: an unknown language pair, a missing translator, bad options.
   * @returns the reasons, each saying what to install or configure; empty when the request can be served.
   */
  check(request: EngineRequest): Promise<Refusal[]>
  /**
   * Does one task: the source's preparation, or one target of it. Resolves with what was produced; rejects with an
   * `EngineError` for a failure of the work itself, with the signal's reason when aborted, and with anything
   * else for a defect or a passing trouble, which is retried.
   */
  run(task: Task, context: TaskContext): Promise<TaskResult>
  /** Ends child processes and releases memory; called once, when no task is running any more. */
  close?(): Promise<void>
}

/** What was asked, as far as an engine needs it. */
export interface EngineRequest {
  /** Where the source comes from. `upload` when a client asks before it uploads a file. */
  source: 'url' | 'upload'
  from?: string
  to: string[]
  options: Record<string, unknown>
}

/** Why a request cannot be served, as the answer 422 tells it. */
export interface Refusal extends Failure {
  /** JSON pointer to the field of the request that is at fault, e.g. `/to/0`. */
  pointer: string
}

/** What a worker claims: the source's preparation (once for a translation), then each target. */
export type Task = SourceTask | TargetTask

interface TaskBase {
  id: string
  translationId: string
  /** Counts from 1; grows with each claim. */
  attempt: number
  from?: string
  options: Record<string, unknown>
}

/** The preparation of the source. Its `output` is handed to every target. */
export interface SourceTask extends TaskBase {
  kind: 'source'
  source: { url: string } | { file: string; name: string }
  to: string[]
}

/** One language. */
export interface TargetTask extends TaskBase {
  kind: 'target'
  language: string
  sourceName?: string
  /** What the source task resolved with as `output`. */
  prepared: unknown
}

/** What a task is given to work with. */
export interface TaskContext {
  /** Aborts when the task is canceled, its lease is lost, or the worker stops. */
  signal: AbortSignal
  /** Empty folder on the local disk for this attempt alone, made when first asked for; removed afterwards, however the task ends. */
  scratch: string
  /**
   * Tells how far it is. Cheap: coalesced before it is stored. A task that does nothing for hours is stopped; `{}` tells
   * that it is at work and nothing else.
   */
  progress(update: ProgressUpdate): void
  /** Survives a restart, on whatever machine the task goes on. */
  checkpoint: Checkpoint
  files: TaskFiles
  /**
   * Says that the task is about to write `bytes`, in place of what it said before; what it said is kept free for it
   * until it ends. Rejects where the disk has no room for them, and the task waits or fails with `storage_full`.
   */
  reserveSpace(bytes: number): Promise<void>
  log: Log
}

/** How far a task is. What is left out stays as it was told last. */
export interface ProgressUpdate {
  /** The step it is in now. */
  stage?: Stage
  /** From 0 to 1 over the whole task; never goes back. */
  progress?: number
  /** Estimate of what remains of this task, in seconds. */
  expectedSeconds?: number
}

/** A small JSON value on the task's row. */
export interface Checkpoint {
  /** What the last save of any attempt left, or undefined. */
  readonly value: unknown
  /** Resolves when durable. Rejects with {@link LostLease} when another worker has the task now. */
  save(value: unknown): Promise<void>
}

/**
 * The task's files. Keys of one attempt never collide with those of another, so an attempt that was presumed dead
 * can overwrite nothing; a key becomes part of the truth only by standing in a checkpoint or a result.
 */
export interface TaskFiles {
  /** Takes over a local file (it may be moved) and resolves with its key, once durable. */
  put(path: string, name: string): Promise<FileKey>
  /**
   * As `put`, for what can be made again from other files of the task: it goes when the task has ended, so a later
   * attempt has to look whether it is still there.
   */
  putIntermediate(path: string, name: string): Promise<FileKey>
  /** As `put`, under a key made from the content's identity, shared by all tasks of the translation: for caches. */
  putShared(path: string, name: string): Promise<FileKey>
  /** The key that `putShared` of this name gave, if it is there. */
  findShared(name: string): Promise<FileKey | undefined>
  /** Whether the file is still there. */
  has(key: FileKey): Promise<boolean>
  /** Path of a local copy, read only; fetched into the scratch folder where files are remote. */
  get(key: FileKey): Promise<string>
}

/** What a task produced. */
export interface TaskResult {
  /** JSON value for the targets (of a source task). */
  output?: unknown
  artifacts?: ProducedArtifact[]
  warnings?: Warning[]
  /** Facts about the source, learned while preparing it. */
  source?: { name?: string; bytes?: number; durationSeconds?: number }
}

/** A file that a task produced, to be offered for download. */
export type ProducedArtifact = {
  /** As the user sees it, e.g. `es.mp4`. */
  name: string
  /** As in `Content-Type`, e.g. `video/mp4`. */
  mediaType: string
} & ArtifactContent

/** The key from {@link TaskFiles.put}, or a text of some hundred bytes, which stands in the task's row. */
export type ArtifactContent = { key: FileKey; text?: undefined } | { text: string; key?: undefined }

/** Another worker has the task now: stop, and leave everything as it is. */
export class LostLease extends Error {
  override readonly name = 'LostLease'
}

/** Structured log lines; the context of the task (translation id, language) is in each already. */
export interface Log {
  debug(fields: Record<string, unknown>, message: string): void
  info(fields: Record<string, unknown>, message: string): void
  warn(fields: Record<string, unknown>, message: string): void
  error(fields: Record<string, unknown>, message: string): void
}
