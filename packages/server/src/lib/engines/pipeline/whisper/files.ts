import { EngineError } from '../../../engine-error.ts'
import { packFolder } from '../inference/packs-needed.ts'
import { defaultThreads } from '../speech/threads.ts'
import { findRuntime } from './runtime.ts'
import { findMissing, packOf, type WhisperSize } from './sizes.ts'
import type { WhisperFiles } from './whisper-messages.ts'

/** The files of a size, and the library that loads them. @throws EngineError if one is missing. */
export async function whisperFiles(
  size: WhisperSize,
  { cacheFolder, threads }: { cacheFolder?: string | undefined; threads?: number | undefined },
): Promise<WhisperFiles> {
  const runtime = await findRuntime(cacheFolder)
  const failure = runtime === undefined ? await findMissing(size, cacheFolder) : undefined
  if (failure) throw new EngineError(failure.code, failure.message)
  return {
    runtime: runtime?.file ?? '',
    folder: await packFolder(packOf(size), cacheFolder),
    threads: threads ?? defaultThreads(),
  }
}
