export type {
  AuditEntry,
  AuditPage,
  CreatedKey,
  CreateKeyBody,
  KeyInfo,
  KeyScope,
  LimitReached,
  OwnerInfo,
  OwnerLimits,
} from './lib/administration.ts'
export type { BulkResult } from './lib/bulk.ts'
export type { ClientOptions } from './lib/core.ts'
export { type RequestOptions, type TranslateOptions, VideoTranslationClient } from './lib/client.ts'
export type { CreateCall, CreateOptions } from './lib/create-options.ts'
export type { CreateRequest } from './lib/create-request.ts'
export type { Call, Http, Read } from './lib/http/http.ts'
export type { TranslationRef, ListOptions, Protocol } from './lib/protocol.ts'
export type { Download } from './lib/download.ts'
export {
  ApiError,
  ConnectionError,
  type ErrorDetails,
  type ResumeToken,
  TimeoutError,
  TranslationError,
  VideoTranslationError,
} from './lib/errors.ts'
export type { GetManyOptions } from './lib/get-many.ts'
export type { RetryOptions } from './lib/http/retry.ts'
export type { TranslationList } from './lib/listing.ts'
export type {
  ChargedVerb,
  ChargedWork,
  EngineInfo,
  EngineProblem,
  PreviewTerms,
  VendorCharges,
  VoiceInfo,
} from './lib/engine-info.ts'
export type { LogFields, Logger } from './lib/logger.ts'
export type { Outcome } from './lib/outcome.ts'
export type { Artifact, PlaybackFile, PlaybackKind } from './lib/artifact.ts'
export {
  type CreateTranslationBody,
  type Failure,
  type FieldProblem,
  isFinal,
  isTranslationStatus,
  type ProblemDocument,
  type ReviewTimeout,
  type SourceInfo,
  type Stage,
  STAGES,
  type StreamBody,
  type Target,
  type TargetStatus,
  type Translation,
  TRANSLATION_STATUSES,
  type TranslationEvent,
  type SecondsRange,
  type TranslationFilter,
  type TranslationPage,
  type TranslationStatus,
  type Warning,
  type WebhookEventType,
  type WebhookTarget,
  type WorkerInfo,
} from './lib/translation.ts'
export type {
  Cue,
  CueAuthor,
  CueEdit,
  CueEditResult,
  CueEditsBody,
  CueFit,
  CuePage,
  CueState,
  CueTarget,
  EditRule,
  InsertCue,
  MergeCues,
  ReviewRequest,
  ReviewStage,
  SetCue,
  SetCueTarget,
  SplitCue,
} from './lib/cue.ts'
export type {
  Approval,
  ChosenTargets,
  CueEditRequest,
  CuesOptions,
  CuesRequest,
  EditingVerbs,
  MoreTargets,
} from './lib/editing-verbs.ts'
export type { Preview, PreviewBody, SourceProxy } from './lib/preview.ts'
export type { ResultStats, TranslationStats } from './lib/stats.ts'
export type { QueuePlace } from './lib/queue-place.ts'
export type { UploadSource } from './lib/upload/parts.ts'
export type { UploadProgress } from './lib/upload/upload.ts'
export {
  type Delay,
  exponential,
  fixed,
  progressive,
  type Schedule,
  type ScheduleName,
  type ScheduleOptions,
  type ScheduleState,
} from './lib/waiting/options/schedules.ts'
export type { Hint } from './lib/waiting/hint.ts'
export type { Path, WaitReport } from './lib/wait-report.ts'
export type {
  FollowOptions,
  WaitDefaults,
  WaitOptions,
  WatchOptions,
} from './lib/waiting/options/wait-options.ts'
export type { Watch } from './lib/waiting/watch.ts'
