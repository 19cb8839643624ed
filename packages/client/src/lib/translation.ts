/** Where a translation stands. The last four are final; see {@link isFinal}. */
export type TranslationStatus =
  | 'pending'
  | 'running'
  | 'needs_input'
  | 'completed'
  | 'partial'
  | 'error'
  | 'canceled'

/** Where one target stands: as the translation's, but one language is never `partial`. */
export type TargetStatus = Exclude<TranslationStatus, 'partial'>

/** The step that a running target is in. `prepare` and `transcribe` are done once for all targets. */
export type Stage = 'prepare' | 'transcribe' | 'translate' | 'synthesize' | 'render'

/** One video on its way into other languages, as the server tells it. */
export interface Translation {
  /** `tr_` and a UUIDv7, so ids sort by creation time. */
  id: string
  /** Grows with every change. It is the ETag, and tells the newer of two updates. */
  version: number
  status: TranslationStatus
  /** The server's own word for the status, kept where this client does not know it. */
  rawStatus?: string
  /** The engine that does the work, e.g. `pipeline`. */
  engine: string
  source: SourceInfo
  /** Language spoken in the source, a BCP 47 tag. Absent when the engine is to find out. */
  from?: string
  targets: Target[]
  /** From 0 to 1 over all targets. Absent when the server cannot tell. */
  progress?: number
  /** The step it is in, while running. */
  stage?: Stage
  /** Estimate of what remains, in seconds. */
  expectedSeconds?: number
  /** The caller's own id, as given to create. */
  reference?: string
  /** Files that belong to no single target: `transcript.json`, `en.srt`, `en.vtt`. */
  artifacts: Artifact[]
  /** Why it ended as `error` or `partial`, or was canceled. */
  error?: Failure
  /** A completed result that no longer fits its source. */
  stale?: boolean
  /** Instants are ISO 8601 in UTC. */
  createdAt: string
  updatedAt: string
  startedAt?: string
  finishedAt?: string
  /** When the server will delete the translation with its files. */
  expiresAt?: string
  /** Only in the answer to create, where its webhook named no secret: what verifies messages for that URL and key. */
  webhookSecret?: string
}

/** The video or audio to translate, as the server knows it. */
export interface SourceInfo {
  /** The URL it is fetched from, for a URL source; without credentials. */
  url?: string
  /** The upload it came in, for an uploaded source. */
  upload?: string
  /** File name, as far as known. */
  name?: string
  /** Size in bytes, once known. */
  bytes?: number
  /** Length of the media in seconds, once known. */
  durationSeconds?: number
}

/** One requested language of a translation. */
export interface Target {
  /** BCP 47 tag, e.g. `es` or `pt-BR`. */
  language: string
  status: TargetStatus
  rawStatus?: string
  stage?: Stage
  /** From 0 to 1. */
  progress?: number
  /** Estimate of what remains, in seconds. */
  expectedSeconds?: number
  artifacts: Artifact[]
  error?: Failure
  /** What the user should know of a result that is good enough to deliver, e.g. `draft_quality`. */
  warnings: Warning[]
  startedAt?: string
  finishedAt?: string
}

/** A file produced. */
export interface Artifact {
  /** Unique within the translation: `es.mp4`, `es.srt`, `transcript.json`, `es.report.json`. */
  name: string
  /** Where to get it. Needs no key, but may expire. */
  url?: string
  /** When `url` stops working; ask for the translation again to get a fresh one. */
  urlExpiresAt?: string
  mediaType: string
  bytes?: number
}

/** Why something ended without a result. */
export interface Failure {
  /** Stable and machine-readable, e.g. `unsupported_media`, `rejected`, `expired`, `canceled`. */
  code: string
  /** What failed and what would mend it, in a sentence. */
  message: string
}

/** Something to know about a result that was delivered all the same. */
export interface Warning {
  /** Stable and machine-readable, e.g. `draft_quality`, `cues_overflow`, `no_speech`. */
  code: string
  message: string
}

/** One line of a translation's history. */
export interface TranslationEvent {
  /** The translation's version after this event. */
  version: number
  /** ISO 8601, UTC. */
  at: string
  /**
   * What happened. To a task: `started`, `stage`, `retrying`, `released` (the worker stopped), `recovered` (the worker was
   * lost), `prepared` (the source), `completed`, `failed`, `canceled`. To the translation, without `language`: `created`,
   * `waiting` (its engine is not here now), `cancel_requested`, and at last `completed`, `partial`, `failed` or `canceled`.
   */
  type: string
  /** The target it happened to; absent for the source's preparation and the translation itself. */
  language?: string
  stage?: Stage
  message?: string
}

/** A page of translations, newest first. */
export interface TranslationPage {
  items: Translation[]
  /** Give it to the next `list` call. Absent on the last page. */
  nextCursor?: string
}

/** What an engine can do, as `GET /v1/engines` tells. */
export interface EngineInfo {
  name: string
  /** One line for a person who chooses. */
  description: string
  /** False where something has to be installed or configured first; `problems` says what. */
  ready: boolean
  problems: Failure[]
  /** Source languages with the targets each can be translated into. `*` stands for any. */
  languages: { from: string; to: string[] }[]
  /** JSON Schema of the `options` that create takes for this engine. */
  options: Record<string, unknown>
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
  /** Further options of the engine; see {@link EngineInfo.options}. */
  options?: Record<string, unknown> | undefined
  /** The caller's own id, to find the translation by; at most 200 characters. */
  reference?: string | undefined
  /** The receiver of webhooks. Default: the server's own receiver, if it has one. */
  webhook?: WebhookTarget | undefined
}

/** Where a server tells what becomes of a translation. */
export interface WebhookTarget {
  /** An http or https URL that the server can reach. */
  url: string
  /** `whsec_` and the base64 of 24 to 64 random bytes; it is never shown again. Default: one for this URL and key, told as
   * `webhookSecret` in the answer to create. */
  secret?: string
  /** Default: all but `translation.updated`. */
  events?: WebhookEventType[]
}

/** What a webhook can tell: that it ended, or waits for a person, or, `updated`, that its history has a new line. */
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
  errors?: { pointer: string; detail: string }[]
  requestId?: string
}

/** Body of `POST /v1/translations/stream`. */
export interface StreamBody {
  /** What to follow, each with the version already seen (0 or absent: none). */
  translations?: { id: string; version?: number }[]
  /** Or everything that matches. `{}` follows all that the key may see. */
  filter?: TranslationFilter
}

/** Which translations to list or follow. */
export interface TranslationFilter {
  status?: TranslationStatus[]
  engine?: string
  reference?: string
  /** Part of the source's name, the reference or the id. */
  text?: string
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
