export { createStatusHandler, STATUS_PATHS } from './lib/faces/status/status-handler.ts'
export type { StartRequest, StatusJob, StatusJobs, StatusWord } from './lib/faces/status/status-jobs.ts'
export type { Asked } from './lib/serving/asked.ts'
export { Refusal } from './lib/serving/refusal.ts'
