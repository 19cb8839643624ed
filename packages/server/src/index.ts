export { createServer, type CloseOptions, type VideoTranslationServer } from './lib/server.ts'
export { defaultDataDir } from './lib/config/settings.ts'
export type {
  ApiKey,
  Limits,
  Role,
  ServerOptions,
  StatusFaceOptions,
  StreamSettings,
  Timeouts,
  WorkerSettings,
} from './lib/config/server-options.ts'
export type { WebhookSettings } from './lib/config/webhook-settings.ts'
export { diagnose } from './lib/doctor/diagnose.ts'
export type { Check, DiagnoseOptions } from './lib/doctor/check.ts'
export { detectLanguage, type DetectLanguageOptions } from './lib/engines/pipeline/detect-language.ts'
export {
  recordVoices,
  type RecordedVoice,
  type RecordVoicesOptions,
} from './lib/engines/pipeline/record-voices.ts'
export { createPipelineEngine } from './lib/engines/pipeline/engine.ts'
export type { PipelineOptions } from './lib/engines/pipeline/settings.ts'
export type { EndpointOptions } from './lib/engines/pipeline/endpoints/create-endpoint.ts'
export type { ChatTranslatorOptions } from './lib/engines/pipeline/translators/chat/translator.ts'
export type { PipelineLimits } from './lib/engines/pipeline/stages/limits.ts'
export { createSimulatedEngine, type SimulatedEngineOptions } from './lib/engines/simulated/engine.ts'
export type { Corrections, ProposedEdits } from './lib/engines/cues.ts'
export { EngineError } from './lib/engine-error.ts'
export type { Ability, Need } from './lib/engines/abilities.ts'
export {
  HandOn,
  LostLease,
  type Checkpoint,
  type Engine,
  type EngineRequest,
  type RequestNeeds,
  type StepNeed,
  type Log,
  type ProducedArtifact,
  type ProgressUpdate,
  type Refusal,
  type SourceTask,
  type TargetTask,
  type Task,
  type TaskContext,
  type TaskFiles,
  type TaskResult,
} from './lib/engines/engine.ts'
export type { SourceFacts } from './lib/engines/source-facts.ts'
export { copyDatabase, type CopyDatabaseOptions } from './lib/copy-database.ts'
export { type KeyPlace, openKeyAdmin, type OpenedKeyAdmin } from './lib/open-key-admin.ts'
export type { KeyAdmin } from './lib/keys/key-admin.ts'
export type { AuditQuery } from './lib/store/audit-log.ts'
export { backUp } from './lib/files/back-up.ts'
export { type DatabaseTrouble, DatabaseUnusable } from './lib/store/database-unusable.ts'
export type { CopiedTable } from './lib/store/copy/copy-tables.ts'
export type { BucketOptions } from './lib/files/s3/bucket-options.ts'
export { bucketOf } from './lib/files/storage-place.ts'
export { DataFolderInUse } from './lib/files/data-folder.ts'
