import type { BucketOptions } from '../files/s3/bucket-options.ts'

/** Result of checking one requirement of the server or the `pipeline` engine. */
export interface Check {
  /** Name of the requirement, e.g. `ffmpeg`. */
  name: string
  /** Whether the requirement is met. */
  ok: boolean
  /** True if everything works without it, but less well or in fewer languages. */
  optional: boolean
  /** The finding in a few words: a version, a path, a size or a problem. */
  found: string
  /** Purpose of the requirement. */
  neededFor: string
  /** The exact command or setting that fixes it. Absent if `ok`. */
  fix?: string
}

/** What `diagnose` checks. */
export interface DiagnoseOptions {
  /** Data folder of the server. Default: as for `createServer`. */
  dataDir?: string
  /** Folder of the packs. Default: `$VIDEO_TRANSLATION_MODELS`, or the user's cache folder. */
  cacheFolder?: string
  /** URL of the PostgreSQL database of the server. Default: `$DATABASE_URL`, else not checked. */
  databaseUrl?: string
  /** The bucket of the server. Default: not checked. */
  fileStore?: BucketOptions
  /** Environment with the settings and the `PATH`. Default: the process's own. */
  env?: NodeJS.ProcessEnv
  signal?: AbortSignal
}
