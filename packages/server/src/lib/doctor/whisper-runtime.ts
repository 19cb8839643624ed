import { findRuntime, installCommand } from '../engines/pipeline/whisper/runtime.ts'
import type { Check } from './check.ts'

/** Checks the library that runs Whisper and that npm installs apart from this package. */
export async function checkWhisperRuntime(cacheFolder?: string): Promise<Check> {
  const runtime = await findRuntime(cacheFolder)
  const base = {
    name: 'transformers.js',
    optional: true,
    neededFor: 'recognising and detecting 99 languages with the packs whisper-small, -base or -tiny',
  }
  if (runtime) return { ...base, ok: true, found: `${runtime.version} (${runtime.file})` }
  return { ...base, ok: false, found: 'not found', fix: `${installCommand(cacheFolder)}  (475 MB)` }
}
