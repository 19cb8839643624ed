import { findPack } from '../../../models/catalogue.ts'
import { downloadBytes } from '../../../models/packs.ts'
import { installedPack } from '../../../models/installed.ts'
import { type Pack, packIdentity } from '../../../models/pack.ts'
import { EngineError } from '../../../engine-error.ts'
import type { Missing } from '../providers/providers.ts'

/** Refusal that names the packs to pull first, or undefined if all are installed. */
export async function missingPacks(
  names: readonly string[],
  cacheFolder?: string,
): Promise<Missing | undefined> {
  const folders = await Promise.all(names.map((name) => installedPack(name, cacheFolder)))
  const missing = names.filter((_, index) => folders[index] === undefined)
  if (missing.length === 0) return undefined
  const what = missing.length === 1 ? 'A model pack is missing' : 'Model packs are missing'
  return {
    code: 'missing_packs',
    packs: missing,
    message: `${what}. Run \`video-translation models pull ${missing.join(' ')}\` (${megabytesOf(missing)} MB to download).`,
  }
}

function megabytesOf(names: readonly string[]): number {
  const packs = names.map(findPack).filter((pack) => pack !== undefined)
  return Math.ceil(packs.reduce((sum, pack) => sum + downloadBytes(pack), 0) / 1e6)
}

/** Folder of an installed pack. */
export async function packFolder(name: string, cacheFolder?: string): Promise<string> {
  const folder = await installedPack(name, cacheFolder)
  if (folder !== undefined) return folder
  const failure = await missingPacks([name], cacheFolder)
  throw new EngineError('missing_packs', failure?.message ?? `The pack ${name} is missing.`)
}

/** A process, and the library that runs its models. */
const PROCESS_BYTES = 100e6

/** What a model of these packs takes in memory. */
export function memoryOfPacks(names: readonly string[]): number {
  const packs = names.map(findPack).filter((pack) => pack !== undefined)
  return packs.reduce((sum, pack) => sum + (pack.memoryBytes ?? 2 * unpackedBytes(pack)), PROCESS_BYTES)
}

function unpackedBytes({ files }: Pack): number {
  return files.reduce((sum, { bytes, unpacked }) => sum + (unpacked?.bytes ?? bytes), 0)
}

/** Identity of the packs' content, as one short string. */
export function identityOfPacks(names: readonly string[]): string {
  return names
    .map((name) => {
      const pack = findPack(name)
      return `${name}@${pack === undefined ? 'unknown' : packIdentity(pack).slice(0, 16)}`
    })
    .join(' ')
}
