/** Lists, downloads and removes the model packs of the `pipeline` engine. */
export { DEFAULT_PACKS } from './lib/models/catalogue.ts'
export { findRecognitionNeeds, type RecognitionNeeds } from './lib/engines/pipeline/recognition-needs.ts'
export { installWhisperRuntime } from './lib/engines/pipeline/whisper/install-runtime.ts'
export { modelCache } from './lib/models/cache-folder.ts'
export { PackError } from './lib/models/pack-error.ts'
export type { LanguagePair } from './lib/models/pack.ts'
export { listPacks, pullPacks, removePacks, translationPacks, type PackInfo } from './lib/models/packs.ts'
export type { PullOptions, PullProgress } from './lib/models/pull.ts'
