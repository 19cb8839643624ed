import type { LimitReached } from './administration.ts'
import type { Artifact, PlaybackFile } from './artifact.ts'
import type { QueuePlace } from './queue-place.ts'
import type { Cue, EditRule, ReviewRequest, ReviewStage } from './cue.ts'

/** The status of a translation. The last four are final; see {@link isFinal}. */
export type TranslationStatus =
  | 'pending'
  | 'running'
  | 'needs_input'
  | 'completed'
  | 'partial'
  | 'error'
  | 'canceled'

/** The status of one target. A single language is never `partial`. */
export type TargetStatus = Exclude<TranslationStatus, 'partial'>

/** The stage of a running target. `prepare` and `transcribe` run once for all targets. */
export type Stage = 'prepare' | 'transcribe' | 'translate' | 'synthesize' | 'render'

/** One video that is translated into other languages, as the server shows it. */
export interface Translation {
  /** `tr_` and a UUIDv7, so ids sort by creation time. */
  id: string
  /** Grows with every change, so that updates can be ordered. It is the ETag. */
  version: number
  /**
   * Grows when a translation that has ended goes on: by `apply`, `retry` or `addTargets`. A final
   * status is final for this revision. Default 1.
   */
  revision?: number
  /** The newest revision of its cues. Absent: it has none, or none yet. */
  cueRevision?: number
  /** What it waits for, if the status is `needs_input` and the create asked for a review. */
  review?: ReviewRequest
  status: TranslationStatus
  /** The server's own word for a status that this client does not know. */
  rawStatus?: string
  /** The engine that translates, e.g. `pipeline`. */
  engine: string
  source: SourceInfo
  /**
   * Language spoken in the source, a BCP 47 tag. Absent if the request did not name it, until the
   * engine has detected it.
   */
  from?: string
  targets: Target[]
  /** From 0 to 1 over all targets. Absent if it is unknown. */
  progress?: number
  /** The current stage, while running. */
  stage?: Stage
  /** Estimate of what remains, in seconds. */
  expectedSeconds?: number
  /**
   * What remains, by what this server needed before, while running. Absent: it has done fewer than
   * five of them with this engine and language, or cannot tell.
   */
  expectedSecondsRange?: SecondsRange
  /** The caller's own id, as given to create. */
  reference?: string
  /** From 1 to 9. Absent: 0, the lowest. */
  priority?: number
  /** While nothing of it is worked on: why it waits, as of this answer. */
  queue?: QueuePlace
  /** Files that belong to no single target: `transcript.json`, `en.srt`, `en.vtt`. */
  artifacts: Artifact[]
  /** The source and its peaks, to play while somebody corrects. Absent: there are none. */
  playback?: PlaybackFile[]
  /** The reason for `error`, `partial` or `canceled`. */
  error?: Failure
  /** The result lacks something that was edited. `apply` brings it up to date. */
  stale?: boolean
  /** Instants are ISO 8601 in UTC. */
  createdAt: string
  /**
   * When it last went on after an end or a review: by `apply`, `retry`, `addTargets` or `approve`.
   * Absent: it never stopped, or the server does not tell.
   */
  continuedAt?: string
  updatedAt: string
  startedAt?: string
  finishedAt?: string
  /** When the server will delete the translation with its files. */
  expiresAt?: string
  /**
   * The secret that verifies webhooks for this URL and key. Only in the answer to a create whose
   * webhook has no secret.
   */
  webhookSecret?: string
}

/** The video or audio to translate, as the server knows it. */
export interface SourceInfo {
  /** The URL of a URL source, without credentials. */
  url?: string
  /** The id of the upload of an uploaded source. */
  upload?: string
  /** File name, if known. */
  name?: string
  /** Size in bytes, once known. */
  bytes?: number
  /** Length of the media in seconds, once known. */
  durationSeconds?: number
  /** Language that the engine detected, a BCP 47 tag. Absent if the request named it. */
  detectedLanguage?: string
  /** Confidence in `detectedLanguage`, from 0 to 1. */
  detectedConfidence?: number
}

/** One requested language of a translation. */
export interface Target {
  /** BCP 47 tag, e.g. `es` or `pt-BR`. */
  language: string
  status: TargetStatus
  rawStatus?: string
  /** Its artifacts lack something that was edited. */
  stale?: boolean
  stage?: Stage
  /** From 0 to 1. */
  progress?: number
  /** Estimate of what remains, in seconds. */
  expectedSeconds?: number
  artifacts: Artifact[]
  /** The dub alone and its peaks, to play while somebody corrects. Absent: there are none. */
  playback?: PlaybackFile[]
  error?: Failure
  /** Flaws of a result that was delivered all the same, e.g. `draft_quality`. */
  warnings: Warning[]
  startedAt?: string
  finishedAt?: string
}

/** The reason why something ended without a result. */
export interface Failure {
  /** Stable and machine-readable, e.g. `unsupported_media`, `rejected`, `expired`, `canceled`. */
  code: string
  /** A sentence that says what failed, and how to fix it. */
  message: string
}

/** A flaw of a result that was delivered all the same. */
export interface Warning {
  /** Stable and machine-readable, e.g. `draft_quality`, `cues_overflow`, `no_speech`. */
  code: string
  message: string
}

/** One event of a translation's history. */
export interface TranslationEvent {
  /** The translation's version after this event. */
  version: number
  /** The translation's revision. Default 1. */
  revision?: number
  /** ISO 8601, UTC. */
  at: string
  /**
   * The kind of event. For a task: `started`, `stage`, `retrying`, `released` (the worker stopped),
   * `recovered` (the worker was lost), `prepared` (the source), `needs_input`, `completed`,
   * `failed`, `canceled`.
   *
   * For the translation, without `language`: `created`, `waiting` (its engine is not available),
   * `cancel_requested`, `approved` (a review), `revised` (it goes on after its end), and finally
   * `completed`, `partial`, `failed` or `canceled`.
   */
  type: string
  /** The target of the event. Absent for the source's preparation and for the translation. */
  language?: string
  stage?: Stage
  message?: string
}

/** A page of translations, newest first. */
export interface TranslationPage {
  items: Translation[]
  /** Pass it to the next `list` call. Absent on the last page. */
  nextCursor?: string
}

/** A process that runs tasks, from `GET /v1/workers`. */
export interface WorkerInfo {
  /** A new one for each start. */
  id: string
  /** `worker`, or `all` for a server that also answers requests. */
  role: string
  /** `lost`: it has been silent for 45 seconds, and others take its tasks over. */
  state: 'alive' | 'stopped' | 'lost'
  host: string
  pid: number
  /** Tasks that it runs now. */
  running: number
  engines: {
    name: string
    ready: boolean
    /** Most tasks that it runs at once. */
    concurrency: number
    /** The steps that it can do. Absent: all. */
    abilities?: {
      stage: Stage
      from?: string[]
      to?: string[]
      provider?: string
      /** Whether it tells speakers apart. */
      speakers?: boolean
    }[]
  }[]
  /** Installed model packs. */
  packs: string[]
  cores: number
  memoryBytes: number
  gpus: string[]
  startedAt: string
  /** Its last sign of life. */
  seenAt: string
}

/** Body of `POST /v1/translations`. */
export interface CreateTranslationBody {
  /** A URL that the server can reach, or a complete upload. */
  source: { url: string } | { upload: string }
  /** The source language, a BCP 47 tag. Engines that detect the language need none. */
  from?: string | undefined
  /** The target languages, BCP 47 tags; at least one. */
  to: string[]
  /** Default: the server's default engine. */
  engine?: string | undefined
  /** Further options of the engine; see `EngineInfo.options`. */
  options?: Record<string, unknown> | undefined
  /** The caller's own id, to find the translation by; at most 200 characters. */
  reference?: string | undefined
  /**
   * From 0 to 9, as far as the API key allows. Translations with a higher priority start before
   * others of the same owner. Other owners are not affected. Default: 0.
   */
  priority?: number | undefined
  /** The receiver of webhooks. Default: the server's own receiver, if it has one. */
  webhook?: WebhookTarget | undefined
  /** Where to stop, as `needs_input`, until a person approves. Default: nowhere. */
  review?: ReviewStage[] | undefined
  /** Ends each stop of `review` by itself. Default: it waits for ever. */
  reviewTimeout?: ReviewTimeout | undefined
}

/** How a stop for a person ends without one. */
export interface ReviewTimeout {
  /** At least 1. */
  seconds: number
  action: 'approve' | 'cancel'
}

/** A receiver of webhooks. */
export interface WebhookTarget {
  /** An http or https URL that the server can reach. */
  url: string
  /**
   * `whsec_` and the base64 of 24 to 64 random bytes. It is never shown again. The default is one
   * secret for each URL and key, returned as `webhookSecret` by the create.
   */
  secret?: string
  /** Default: all but `translation.updated`. */
  events?: WebhookEventType[]
}

/** The events of webhooks. `updated` is sent for each new event of the history. */
export type WebhookEventType =
  | 'translation.completed'
  | 'translation.partial'
  | 'translation.error'
  | 'translation.canceled'
  | 'translation.needs_input'
  | 'translation.updated'

/** Body of an answer with an error status: a problem document (RFC 9457) with a stable `code`. */
export interface ProblemDocument {
  type: string
  title: string
  status: number
  /** Stable and machine-readable. */
  code: string
  detail: string
  /** Each offending field by JSON pointer, for invalid input. */
  errors?: FieldProblem[]
  /** With `edit_refused` and `edit_conflict`: the rule that an edit breaks, and the cue. */
  rule?: EditRule
  cue?: string
  /** With `outdated`: the revision of the cues now, and what has changed since. */
  revision?: number
  changed?: Cue[]
  removed?: string[]
  /** The limit of the owner that the request would exceed. */
  limit?: LimitReached
  requestId?: string
}

/** What is wrong with a field of a request. */
export interface FieldProblem {
  /** JSON pointer to the field, e.g. `/to/0`. */
  pointer: string
  detail: string
  /** The packs whose installation on the server cures it. Absent: it needs something else. */
  packs?: string[]
}

/** Body of `POST /v1/translations/stream`. */
export interface StreamBody {
  /** The translations to follow, each with the version already seen. Default 0: none seen. */
  translations?: { id: string; version?: number }[]
  /** Or all translations that match. `{}` follows all that the key may see. */
  filter?: TranslationFilter
}

/** From the tenth to the ninetieth percentile, in seconds. */
export interface SecondsRange {
  low: number
  high: number
}

/** Selects translations to list or follow. */
export interface TranslationFilter {
  status?: TranslationStatus[]
  engine?: string
  reference?: string
  /** Part of the source's name, the reference or the id. */
  text?: string
  /** A target language, a BCP 47 tag. */
  to?: string
  /** The id of a translation: only those created after it. Only for streams. */
  after?: string
}

const FINAL: readonly TranslationStatus[] = ['completed', 'partial', 'error', 'canceled']

/** Every status, in the order of a translation's life. */
export const TRANSLATION_STATUSES: TranslationStatus[] = ['pending', 'running', 'needs_input', ...FINAL]

/** Whether a status never changes again: `completed`, `partial`, `error` or `canceled`. */
export function isFinal(status: TranslationStatus): boolean {
  return FINAL.includes(status)
}

/** Whether a word is one of the statuses. A word from a foreign server may not be. */
export function isTranslationStatus(word: unknown): word is TranslationStatus {
  return TRANSLATION_STATUSES.includes(word as TranslationStatus)
}

/** Every stage, in the order they run. */
export const STAGES: readonly Stage[] = ['prepare', 'transcribe', 'translate', 'synthesize', 'render']
