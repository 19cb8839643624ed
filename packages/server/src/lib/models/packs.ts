import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { folderOf, modelCache } from './cache-folder.ts'
import { bergamotPacksFor } from './bergamot.ts'
import { catalogue, findPack } from './catalogue.ts'
import { installedBytes, isInstalled } from './installed.ts'
import { PackError } from './pack-error.ts'
import type { PackFile, Tarball } from './pack-file.ts'
import type { LanguagePair, Pack } from './pack.ts'
import { pullPack, type PullOptions } from './pull.ts'

/** Description of a pack, as `models list` shows it. */
export interface PackInfo {
  name: string
  /** Content and purpose in one line. */
  description: string
  licence: string
  licenceUrl: string
  /** Packs that are pulled with it. */
  requires: string[]
  /** Download size without the required packs. */
  downloadBytes: number
  /** Size on the disk. If it is not installed, an estimate. */
  diskBytes: number
  installed: boolean
  /** Its folder, which may not exist yet. */
  path: string
  /** Languages of a translation model, as BCP 47 tags. Absent: the pack is for speech. */
  pair?: LanguagePair
  /** BCP 47 tag of the language of a voice. Absent: the pack is no single voice. */
  speaks?: string
}

/**
 * Lists all packs, installed or not.
 * @param options.cacheFolder folder of the packs. Default: `$VIDEO_TRANSLATION_MODELS`, or the
 * user's cache folder.
 */
export async function listPacks(options: { cacheFolder?: string } = {}): Promise<PackInfo[]> {
  return Promise.all(catalogue().map((pack) => describe(pack, options.cacheFolder)))
}

/**
 * Names the packs that translate between two languages offline: one, or two that meet in English.
 * Empty if there are none.
 */
export function translationPacks(pair: LanguagePair): string[] {
  return bergamotPacksFor(pair)?.map(({ name }) => name) ?? []
}

/**
 * Downloads packs and the packs they require, one after another. Verified files are kept, so an
 * interrupted pull continues where it stopped. Two pulls at once, even in two processes, wait for
 * each other.
 * @throws {PackError} `unknown_pack`, `offline`, or `unavailable` if no source has a file with the
 * pinned hash.
 */
export async function pullPacks(names: readonly string[], options: PullOptions = {}): Promise<void> {
  for (const pack of withRequired(names)) await pullPack(pack, options)
}

/**
 * Removes packs from the disk, in all their versions, but not the packs they require. A pack that
 * is not installed is no error.
 * @throws {PackError} `unknown_pack`
 */
export async function removePacks(
  names: readonly string[],
  options: { cacheFolder?: string } = {},
): Promise<void> {
  for (const pack of names.map(known)) {
    for (const folder of await foldersOf(pack, options.cacheFolder)) {
      await rm(folder, { recursive: true, force: true })
    }
  }
}

/** The folders of a pack, also those of other versions of it. */
async function foldersOf({ name }: Pack, cacheFolder: string | undefined): Promise<string[]> {
  const cache = modelCache(cacheFolder)
  const entries = await readdir(cache).catch(() => [])
  const isOwn = (entry: string) => entry.startsWith(`${name}-`) && VERSION.test(entry.slice(name.length))
  return entries.filter(isOwn).map((entry) => join(cache, entry))
}

/** What the name of a folder has behind that of its pack. */
const VERSION = /^-[0-9a-f]{8}$/

async function describe(pack: Pack, cacheFolder: string | undefined): Promise<PackInfo> {
  const { name, description, licence, licenceUrl } = pack
  const installed = await isInstalled(pack, cacheFolder)
  const diskBytes = installed ? await installedBytes(pack, cacheFolder) : fileBytes(pack)
  const path = folderOf(pack, cacheFolder)
  const requires = pack.requires ?? []
  return {
    name,
    description,
    licence,
    licenceUrl,
    requires,
    downloadBytes: downloadBytes(pack),
    diskBytes,
    installed,
    path,
    ...(pack.pair && { pair: pack.pair }),
    ...(pack.speaks !== undefined && { speaks: pack.speaks }),
  }
}

/** Each pack once, after the packs that it requires. */
function withRequired(names: readonly string[]): Set<Pack> {
  const packs = new Set<Pack>()
  for (const pack of names.map(known)) {
    for (const required of withRequired(pack.requires ?? [])) packs.add(required)
    packs.add(pack)
  }
  return packs
}

function known(name: string): Pack {
  const pack = findPack(name)
  if (pack !== undefined) return pack
  const packs = catalogue()
  const listed = packs.filter(({ pair, speaks }) => !pair && !speaks).map((pack) => pack.name)
  const message =
    `There is no pack named ${name}. Known packs: ${listed.join(', ')}, and ` +
    `${packs.length - listed.length} that translate or speak, such as bergamot-en-es (\`models list --all\`).`
  throw new PackError('unknown_pack', message)
}

/** Size of the download of a pack, without the required packs. */
export function downloadBytes(pack: Pack): number {
  const tarballs = new Map<string, Tarball>()
  for (const { sources } of pack.files) {
    for (const source of sources) if ('tarball' in source) tarballs.set(source.tarball.spec, source.tarball)
  }
  const ownFiles = pack.files.filter(({ sources }) => !sources.some((source) => 'tarball' in source))
  return sumOf([...tarballs.values(), ...ownFiles])
}

function fileBytes(pack: Pack): number {
  return sumOf(pack.files.map((file: PackFile) => file.unpacked ?? file))
}

function sumOf(parts: { bytes: number }[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0)
}
