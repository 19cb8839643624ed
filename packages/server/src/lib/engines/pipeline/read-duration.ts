import { safeInput } from '../../media/input.ts'
import { probeMedia } from '../../media/probe.ts'

/**
 * Reads the length of a media file, in seconds.
 * @throws EngineError for a file that is no media file, or without ffprobe
 */
export async function readDuration(file: string, signal: AbortSignal): Promise<number> {
  return (await probeMedia(await safeInput(file), signal)).seconds
}
