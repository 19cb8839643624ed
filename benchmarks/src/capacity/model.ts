/** What was measured. Rates are of one process on two cores, if nothing else is said. */
export const MEASURED = {
  /** Processor seconds for a second of speech: recognised, translated, spoken and rendered. */
  coreSecondsPerSecond: 0.82,
  /** Cores that one task uses. */
  coresPerTask: 2,
  /** Per second, PostgreSQL and server on one machine of two cores. */
  createsPerSecond: 2_200,
  claimsPerSecond: 960,
  progressWritesPerSecond: 970,
  completionsPerSecond: 700,
  heartbeatsPerSecond: 26_000,
  notificationsPerSecond: 3_300,
  /** One translation with two targets. The bytes are with indexes, doubled for dead rows. */
  rowsPerTranslation: 16,
  bytesPerTranslation: 20_000,
}

/** The work that the table is about. */
export const ASSUMED = {
  minutesPerVideo: 5,
  targetsPerTranslation: 2,
  /** Requests of the busiest hour against the mean. The queue smooths the work itself. */
  peakFactor: 3,
  coresPerWorker: 8,
  leaseRenewalSeconds: 5,
  /** A running task writes its progress twice a second at most; engines report about this often. */
  progressEverySeconds: 2,
  megabytesPerMinute: 15,
  connectionsPerNode: 11,
}

export interface Demand {
  minutesPerDay: number
  workers: number
  runningTasks: number
  apiNodes: number
  connections: number
  createsPerSecond: number
  claimsPerSecond: number
  progressPerSecond: number
  heartbeatsPerSecond: number
  rowsPerDay: number
  databaseGigabytesPerDay: number
  fileGigabytesPerDay: number
  /** Share of what one PostgreSQL on two cores did, all verbs together. */
  databaseShare: number
}

const DAY_SECONDS = 86_400

/** The demand of so many dubbed minutes a day. */
export function demandOf(minutesPerDay: number): Demand {
  const { minutesPerVideo, targetsPerTranslation, peakFactor } = ASSUMED
  const translations = minutesPerDay / (minutesPerVideo * targetsPerTranslation)
  const cores = (minutesPerDay * 60 * MEASURED.coreSecondsPerSecond) / DAY_SECONDS
  const runningTasks = Math.max(1, cores / MEASURED.coresPerTask)
  const workers = Math.max(1, Math.ceil(cores / ASSUMED.coresPerWorker))
  const createsPerSecond = (translations / DAY_SECONDS) * peakFactor
  const claimsPerSecond = (translations * (1 + targetsPerTranslation)) / DAY_SECONDS
  const progressPerSecond = runningTasks / ASSUMED.progressEverySeconds
  const heartbeatsPerSecond = runningTasks / ASSUMED.leaseRenewalSeconds
  const apiNodes = minutesPerDay <= 10_000 ? 1 : Math.max(2, Math.ceil(createsPerSecond / 20))
  return {
    minutesPerDay,
    workers,
    runningTasks,
    apiNodes,
    connections: (apiNodes + workers) * ASSUMED.connectionsPerNode,
    createsPerSecond,
    claimsPerSecond,
    progressPerSecond,
    heartbeatsPerSecond,
    rowsPerDay: translations * MEASURED.rowsPerTranslation,
    databaseGigabytesPerDay: (translations * MEASURED.bytesPerTranslation) / 1e9,
    fileGigabytesPerDay: (minutesPerDay * ASSUMED.megabytesPerMinute) / 1e3,
    databaseShare:
      createsPerSecond / MEASURED.createsPerSecond +
      claimsPerSecond / MEASURED.claimsPerSecond +
      claimsPerSecond / MEASURED.completionsPerSecond +
      progressPerSecond / MEASURED.progressWritesPerSecond +
      heartbeatsPerSecond / MEASURED.heartbeatsPerSecond,
  }
}
