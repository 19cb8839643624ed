import { execa } from 'execa'
import { PackError } from '../../../models/pack-error.ts'
import { findRuntime, installArguments, installCommand } from './runtime.ts'

/**
 * Installs transformers.js, which runs Whisper, beside the packs with the npm of this machine: 475
 * MB, licence Apache-2.0. Does nothing if it is found.
 * @throws {PackError} `offline` if downloads are switched off, `unavailable` if npm fails
 */
export async function installWhisperRuntime(
  options: { cacheFolder?: string; signal?: AbortSignal } = {},
): Promise<void> {
  const { cacheFolder, signal } = options
  if (await findRuntime(cacheFolder)) return
  if (!['', '0', undefined].includes(process.env['VIDEO_TRANSLATION_OFFLINE'])) {
    throw new PackError(
      'offline',
      'transformers.js is not installed, and downloads are switched off. Unset VIDEO_TRANSLATION_OFFLINE.',
    )
  }
  const command = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const result = await execa(command, installArguments(cacheFolder), {
    reject: false,
    stdin: 'ignore',
    ...(signal && { cancelSignal: signal }),
  })
  signal?.throwIfAborted()
  if (!result.failed && (await findRuntime(cacheFolder))) return
  const reason = result.stderr.trim().split('\n')[0] || result.shortMessage || 'npm is missing'
  const message = `transformers.js could not be installed (${reason}). Try: ${installCommand(cacheFolder)}`
  throw new PackError('unavailable', message)
}
