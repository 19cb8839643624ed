import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type PeakWatch, watchPeak } from './peak.ts'

const INTERVAL_MS = 500

/**
 * Watches the size of a folder and all below it, in bytes.
 * @param knownBytes size of what is in the folder anyway, which does not count
 */
export function watchFolder(folder: string, knownBytes: number): PeakWatch {
  return watchPeak(() => bytesBelow(folder) - knownBytes, INTERVAL_MS)
}

function bytesBelow(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isDirectory()) return found?.size ?? 0
  return namesIn(path).reduce((sum, name) => sum + bytesBelow(join(path, name)), 0)
}

/** Empty when it has been removed meanwhile. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
