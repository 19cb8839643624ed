export {
  type BulkOptions,
  type Selection,
  cancelAll,
  deleteAll,
  retryAll,
} from './lib/operate/change-many.ts'
export { stats, type StatsOptions } from './lib/operate/read-stats.ts'
export { watchAll } from './lib/operate/watch-all.ts'
