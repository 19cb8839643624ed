import { installedPack } from '../../../models/installed.ts'
import { missingPacks } from '../inference/packs-needed.ts'
import type { Missing } from '../providers/providers.ts'
import { DETECTOR_PACK } from '../recognition/voice.ts'
import { findRuntime, installCommand } from './runtime.ts'

export type WhisperSize = 'small' | 'base' | 'tiny'

/** The best first: each smaller one makes several times the errors. */
export const SIZES_TO_RECOGNISE: readonly WhisperSize[] = ['small', 'base', 'tiny']
/** Base was right in all measured recordings, and is loaded in a fraction of the time of small. */
export const SIZES_TO_DETECT: readonly WhisperSize[] = ['base', 'small', 'tiny']
/** A model that is loaded only to compare must be small beside the recogniser. */
export const SIZES_TO_COMPARE: readonly WhisperSize[] = ['base', 'tiny']

/** Chooses the first size that is installed, else the one to install. */
export async function chooseSize(
  sizes: readonly WhisperSize[],
  cacheFolder: string | undefined,
): Promise<WhisperSize> {
  for (const size of sizes) if (await installedPack(packOf(size), cacheFolder)) return size
  return 'small'
}

export function packOf(size: WhisperSize): string {
  return `whisper-${size}`
}

/** Names the packs and the library that this size lacks. */
export async function findMissing(
  size: WhisperSize,
  cacheFolder: string | undefined,
): Promise<Missing | undefined> {
  const packs = await missingPacks([DETECTOR_PACK, packOf(size)], cacheFolder)
  if (await findRuntime(cacheFolder)) return packs
  const runtime = `Whisper needs transformers.js (475 MB). Run \`${installCommand(cacheFolder)}\`.`
  return packs
    ? { ...packs, message: `${packs.message} ${runtime}`, runtime: true }
    : { code: 'missing_program', message: runtime, runtime: true }
}
