import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const INTERVAL_MS = 500

/** Watches the size of a folder and all below it. */
export interface FolderWatch {
  /** Stops, and returns the highest sum at one instant, in bytes. */
  stop(): number
}

/** @param knownBytes size of what is in the folder anyway, which does not count */
export function watchFolder(folder: string, knownBytes: number): FolderWatch {
  let peak = 0
  const sample = () => {
    peak = Math.max(peak, bytesBelow(folder) - knownBytes)
  }
  const timer = setInterval(sample, INTERVAL_MS)
  return {
    stop() {
      clearInterval(timer)
      sample()
      return peak
    },
  }
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
