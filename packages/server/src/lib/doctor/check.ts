/** One thing that the server or the `pipeline` engine needs of the machine, and whether it is there. */
export interface Check {
  /** What was looked for, e.g. `ffmpeg`. */
  name: string
  /** Whether it is there and good enough. */
  ok: boolean
  /** True where everything works without it, only less well or in fewer languages. */
  optional: boolean
  /** What was found, in a few words: a version, a path, a size, or what is wrong. */
  found: string
  /** What does not work without it. */
  neededFor: string
  /** The exact command, or setting, that mends it. Absent when there is nothing to mend. */
  fix?: string
}

/** Where to look. */
export interface DiagnoseOptions {
  /** Data folder of the server. Default: as for `createServer`. */
  dataDir?: string
  /** Folder of the model packs. Default: `$VIDEO_TRANSLATION_MODELS`, or the user's cache folder. */
  cacheFolder?: string
  /** Environment to read settings and the `PATH` from. Default: the process's own. */
  env?: NodeJS.ProcessEnv
  signal?: AbortSignal
}
