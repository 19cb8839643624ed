import { rm } from 'node:fs/promises'
import { folderOf } from './cache-folder.ts'
import { catalogue, findPack, type Pack } from './catalogue.ts'
import { installedBytes, isInstalled } from './installed.ts'
import { PackError } from './pack-error.ts'
import type { Tarball } from './pack-file.ts'
import { pullPack, type PullOptions } from './pull.ts'

/** A pack as `models list` shows it. */
export interface PackInfo {
  name: string
  /** What it is and what it is for, in a line. */
  description: string
  licence: string
  licenceUrl: string
  /** Packs that are pulled along with it. */
  requires: string[]
  /** What pulling it downloads, without the packs it requires. */
  downloadBytes: number
  /** What it takes on the disk; when it is not installed, what its files will take at most. */
  diskBytes: number
  installed: boolean
  /** Its folder, whether or not it is there. */
  path: string
}

/**
 * All packs there are, installed or not.
 * @param options.cacheFolder where packs are kept; by default `$VIDEO_TRANSLATION_MODELS` or the user's cache folder.
 */
export async function listPacks(options: { cacheFolder?: string } = {}): Promise<PackInfo[]> {
  return Promise.all(catalogue.map((pack) => describe(pack, options.cacheFolder)))
}

/**
 * Downloads packs, and those they require, one after another. Files that are there and verified are kept, so an
 * interrupted pull goes on where it stopped; two pulls at once, even of two processes, wait for each other.
 * @throws {PackError} `unknown_pack`, `offline`, or `unavailable` when no source gives what was pinned.
 */
export async function pullPacks(names: readonly string[], options: PullOptions = {}): Promise<void> {
  for (const pack of withRequired(names)) await pullPack(pack, options)
}

/**
 * Removes packs from the disk. One that is not installed is no error; what other packs require stays where it is.
 * @throws {PackError} `unknown_pack`
 */
export async function removePacks(
  names: readonly string[],
  options: { cacheFolder?: string } = {},
): Promise<void> {
  for (const pack of names.map(known)) {
    await rm(folderOf(pack, options.cacheFolder), { recursive: true, force: true })
  }
}

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
  }
}

/** Each pack once, after those that it requires. */
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
  const names = catalogue.map((pack) => pack.name).join(', ')
  throw new PackError('unknown_pack', `There is no pack named ${name}; there are ${names}`)
}

function downloadBytes(pack: Pack): number {
  const tarballs = new Map<string, Tarball>()
  for (const { sources } of pack.files) {
    for (const source of sources) if ('tarball' in source) tarballs.set(source.tarball.spec, source.tarball)
  }
  return [...tarballs.values()].reduce((sum, tarball) => sum + tarball.bytes, 0)
}

function fileBytes(pack: Pack): number {
  return pack.files.reduce((sum, file) => sum + file.bytes, 0)
}
