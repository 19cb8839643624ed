import { installWhisperRuntime } from '../../src/lib/engines/pipeline/whisper/install-runtime.ts'

/** Installs transformers.js (475 MB) beside the packs, as the command line does. */
export async function installRuntime(cacheFolder: string): Promise<void> {
  await installWhisperRuntime({ cacheFolder, signal: AbortSignal.timeout(240_000) })
}
