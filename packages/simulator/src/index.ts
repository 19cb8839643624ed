export { createTimeline, type Moment, type Timeline } from './lib/scenarios/timeline.ts'
export {
  checkScenario,
  resolveScenario,
  SCENARIO_MEMBERS,
  ScenarioError,
  type ScenarioOutcome,
  type ResolvedScenario,
  type Scenario,
} from './lib/scenarios/scenario.ts'
export type { ScenarioProblem } from './lib/scenarios/parse-law.ts'
export { parseScenario } from './lib/scenarios/parse-scenario.ts'
export { drawDurationMs, type Law } from './lib/scenarios/law.ts'
export { createRandom, type Random } from './lib/random.ts'
export { MAX_DURATION_MS, parseDuration } from './lib/duration.ts'
export { createSimulator, type Simulator, type SimulatorOptions } from './lib/simulator.ts'
export type { Listening, ListenOptions } from './lib/serving/listen.ts'
export { createClock, type Clock } from './lib/clock.ts'
export type { Face } from './lib/serving/face.ts'
export type { OriginSettings } from './lib/serving/origins.ts'
export { FACES, type FaceName } from './lib/faces/faces.ts'
export { createAzureFace } from './lib/faces/azure/azure-face.ts'
export type { AzureSettings } from './lib/faces/azure/creation.ts'
export { createElevenLabsFace, type ElevenLabsSettings } from './lib/faces/elevenlabs/elevenlabs-face.ts'
export type { WebhookSetting } from './lib/faces/elevenlabs/workspace-webhooks.ts'
export { createStatusFace, STATUS_WORDS } from './lib/faces/status/status-face.ts'
export { RESTART_AFTER_MS } from './lib/faces/status/implicit-job.ts'
export { STATUS_PATHS } from './lib/faces/status/routes.ts'
export type { StartRequest, StatusJob, StatusJobs, StatusWord } from './lib/faces/status/jobs.ts'
export type { RequestReader } from './lib/serving/request-reader.ts'
export type { Call, Handler } from './lib/serving/call.ts'
export { Refusal } from './lib/refusal.ts'
export type { Backend, BackendSettings } from './lib/backend/backend.ts'
export type { SimulatedJob, JobSource, JobTarget } from './lib/backend/job.ts'
export type { CreateJob, Jobs } from './lib/backend/jobs.ts'
export type { JobView } from './lib/backend/job-view.ts'
export type { TargetView } from './lib/backend/target-view.ts'
export type { Download } from './lib/backend/download.ts'
export type { Files, Link } from './lib/backend/files.ts'
export type { Ids } from './lib/backend/ids.ts'
export type { Idempotency, IdempotencyRules } from './lib/backend/idempotency.ts'
export type { Upload, Uploads } from './lib/backend/uploads.ts'
export type { WebhookAttempt, WebhookMessage, Webhooks } from './lib/backend/webhooks.ts'
export { type Behaviour, type JobFault, type JobScenario, layOver } from './lib/scenarios/job-scenario.ts'
export { NAMED_SCENARIOS, type NamedScenario } from './lib/scenarios/named.ts'
export type { ScenarioBook } from './lib/scenarios/scenario-book.ts'
export {
  createFaultPlan,
  type Fault,
  type FaultPlan,
  type FaultRule,
  type RetryAfter,
  routePattern,
} from './lib/faults/fault.ts'
export { applyFault, ConnectionLost, type FaultHandler } from './lib/faults/apply-fault.ts'
export type { End } from './lib/backend/ends.ts'
export { sampleFile, type SampleKind } from './lib/backend/sample-file.ts'
export { type SampleCue, sampleCues, sampleResults, sampleTranslation } from './lib/cues/sample-cues.ts'
