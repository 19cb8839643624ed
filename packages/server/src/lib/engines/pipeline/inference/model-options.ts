import type { ModelMemory } from './model-memory/model-memory.ts'

/** Options of a provider whose models run on this machine. */
export interface ModelOptions {
  /** Folder of the packs. Default: `$VIDEO_TRANSLATION_MODELS`, or the user's cache folder. */
  cacheFolder?: string | undefined
  /** Memory of the models, which other providers may share. Default: one of its own. */
  memory?: ModelMemory | undefined
}

/** The same for models that do several things at once, such as lines or windows. */
export interface ThreadedModelOptions extends ModelOptions {
  /** Each is done by one thread. Default: one for each core, at most four. */
  threads?: number | undefined
}
