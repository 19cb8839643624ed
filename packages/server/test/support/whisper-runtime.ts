import { execa } from 'execa'
import { findRuntime, installCommand } from '../../src/lib/engines/pipeline/whisper/runtime.ts'

/**
 * Installs transformers.js (475 MB) beside the packs, as the refusal tells the user, unless it is
 * there.
 */
export async function installRuntime(cacheFolder: string): Promise<void> {
  if (await findRuntime(cacheFolder)) return
  await execa(installCommand(cacheFolder), { shell: true, timeout: 240_000 })
  if (await findRuntime(cacheFolder)) return
  throw new Error(`transformers.js is not found after: ${installCommand(cacheFolder)}`)
}
