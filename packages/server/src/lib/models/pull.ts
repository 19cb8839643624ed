import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { folderOf, modelCache } from './cache-folder.ts'
import { derive, renew } from './derive.ts'
import { fetchTarball } from './fetch-tarball.ts'
import { fetchUrl, SiteSilent } from './fetch-url.ts'
import { makeFolders } from '../files/make-folders.ts'
import { isStorageFull } from '../files/storage-full.ts'
import { bytesOf, isCurrent, isInstalled, markInstalled } from './installed.ts'
import { withLock } from './lock.ts'
import { type TransferLimits, watchTransfer } from '../net/transfer-watch.ts'
import { PackError } from './pack-error.ts'
import type { PackFile, Source, Tarball } from './pack-file.ts'
import type { Pack } from './pack.ts'
import { shareWithReaders } from './permissions.ts'
import { isVerified, writeVerified } from './verified-file.ts'

/** Progress of a pull. */
export interface PullProgress {
  pack: string
  /** Path of the current file. */
  file: string
  /** Verified or written bytes of all files of the pack, unpacked. */
  bytes: number
  totalBytes: number
}

/** How packs are downloaded. */
export interface PullOptions {
  /** Called for each received chunk. */
  onProgress?: ((progress: PullProgress) => void) | undefined
  /** Stops the pull. Verified files are kept. */
  signal?: AbortSignal | undefined
  /** Folder of the packs. Default: `$VIDEO_TRANSLATION_MODELS`, or the user's cache folder. */
  cacheFolder?: string | undefined
  /** Gives up on a model's own site after this time without a byte. Default: 60,000. */
  silenceMs?: number | undefined
}

/**
 * Downloads the missing files of a pack from the first source that has them, and converts them. A
 * pack that is installed in an older form is converted again, without a download.
 */
export async function pullPack(pack: Pack, options: PullOptions = {}): Promise<void> {
  const { signal = new AbortController().signal, silenceMs = 60_000 } = options
  if (await isCurrent(pack, options.cacheFolder)) return
  if (!(await isInstalled(pack, options.cacheFolder))) refuseOffline(pack)
  const folder = folderOf(pack, options.cacheFolder)
  await makeCache(folder)
  await withLock(join(modelCache(options.cacheFolder), `${pack.name}.pulling`), signal, async () => {
    // Another process may have pulled the pack while this one waited for the lock.
    if (await isCurrent(pack, options.cacheFolder)) return
    const isOld = await isInstalled(pack, options.cacheFolder)
    const counter = progressOf(pack, options)
    if (!isOld) await fetchMissing(pack, { pack: pack.name, folder, signal, silenceMs, counter })
    const paths = await (isOld ? renew(pack, folder) : derive(pack, folder)).catch((error: unknown) => {
      throw isStorageFull(error) ? fullAtConversion(pack, folder, error) : error
    })
    await markInstalled(pack, paths, options.cacheFolder)
    const leftOver = pack.files.filter((file) => !paths.includes(file.path))
    for (const { path } of leftOver) await rm(join(folder, path), { force: true })
    await shareWithReaders(folder, modelCache(options.cacheFolder))
  })
}

/** Counts received bytes. The bytes of a failed source are subtracted again. */
interface Counter {
  add(file: PackFile, count: number): void
  /** Bytes of the pack that are still to come. */
  missingBytes(): number
}

function progressOf(pack: Pack, options: PullOptions): Counter {
  const totalBytes = pack.files.reduce((sum, file) => sum + file.bytes, 0)
  let bytes = 0
  return {
    add(file, count) {
      bytes += count
      options.onProgress?.({ pack: pack.name, file: file.path, bytes, totalBytes })
    },
    missingBytes: () => totalBytes - bytes,
  }
}

interface Download {
  /** Name of the pack. */
  pack: string
  folder: string
  signal: AbortSignal
  silenceMs: number
  counter: Counter
}

async function fetchMissing(pack: Pack, download: Download): Promise<void> {
  const { folder, signal, counter } = download
  let missing = await unverified(pack.files, folder, counter)
  const failures: unknown[] = []
  for (let choice = 0; missing.length > 0; choice++) {
    const groups = groupBySource(missing, choice)
    if (groups.length === 0) throw unavailable(pack, missing, failures)
    failures.push(...(await fetchGroups(groups, download)))
    signal.throwIfAborted()
    missing = await unverified(missing, folder)
  }
}

/** Fetches what it can, and resolves with the failures. */
async function fetchGroups(groups: SourceGroup[], download: Download): Promise<unknown[]> {
  const failures: unknown[] = []
  const silentSites = new Set<string>()
  for (const group of groups) {
    const site = 'source' in group ? new URL(group.source.url).origin : undefined
    if (download.signal.aborted || (site !== undefined && silentSites.has(site))) continue
    await fetchInTime(group, download).catch((error: unknown) => {
      // Every other source would fill the same disk.
      if (isStorageFull(error)) throw diskFull(download, error)
      failures.push(error)
      if (site !== undefined && error instanceof SiteSilent) silentSites.add(site)
    })
  }
  return failures
}

async function unverified(files: PackFile[], folder: string, counter?: Counter): Promise<PackFile[]> {
  const missing: PackFile[] = []
  for (const file of files) {
    const path = join(folder, file.path)
    const there = (await bytesOf(path)) === file.bytes && (await isVerified(file, path))
    if (there) counter?.add(file, file.bytes)
    else missing.push(file)
  }
  return missing
}

/** Files with a common source. */
type SourceGroup =
  | { tarball: Tarball; files: Map<string, PackFile> }
  | { source: Exclude<Source, { tarball: Tarball }>; file: PackFile }

function groupBySource(files: PackFile[], choice: number): SourceGroup[] {
  const groups: SourceGroup[] = []
  const tarballs = new Map<string, Map<string, PackFile>>()
  for (const file of files) {
    const source = file.sources[choice]
    if (source === undefined) continue
    if ('url' in source) {
      groups.push({ source, file })
      continue
    }
    const members = tarballs.get(source.tarball.spec) ?? new Map<string, PackFile>()
    if (members.size === 0) groups.push({ tarball: source.tarball, files: members })
    tarballs.set(source.tarball.spec, members.set(source.member, file))
  }
  return groups
}

/** The limits are low, because the wanted bytes may stand at the end of a large package. */
const LIMITS: TransferLimits = { minBytesPerSecond: 1024, graceMs: 30 * 60_000, deadlineMs: 4 * 3_600_000 }

/** Gives up on a source that is too slow, so that the next one is tried. */
async function fetchInTime(group: SourceGroup, download: Download): Promise<void> {
  const { signal, add, stop } = watchTransfer(download.signal, LIMITS)
  const counted: Counter = {
    ...download.counter,
    add(file, count) {
      add(count)
      download.counter.add(file, count)
    },
  }
  await fetchGroup(group, { ...download, signal, counter: counted }).finally(stop)
}

async function fetchGroup(group: SourceGroup, download: Download): Promise<void> {
  const write = (file: PackFile, bytes: AsyncIterable<Uint8Array>) => writeCounted(file, bytes, download)
  if ('source' in group) return write(group.file, fetchUrl(group.source, group.file, download))
  const save = async (member: string, bytes: AsyncIterable<Uint8Array>) => {
    const file = group.files.get(member)
    if (file !== undefined) await write(file, bytes)
  }
  await fetchTarball(group.tarball, new Set(group.files.keys()), save, download.signal)
}

async function writeCounted(
  file: PackFile,
  bytes: AsyncIterable<Uint8Array>,
  { folder, signal, counter }: Download,
): Promise<void> {
  let written = 0
  const onBytes = (count: number) => {
    written += count
    counter.add(file, count)
  }
  try {
    await writeVerified(bytes, file, join(folder, file.path), { onBytes, signal })
  } catch (error) {
    counter.add(file, -written)
    throw error
  }
}

async function makeCache(folder: string): Promise<void> {
  try {
    await makeFolders(folder)
  } catch (error) {
    const fix = 'set VIDEO_TRANSLATION_MODELS to a writable folder'
    throw new PackError('cache_folder', `Cannot keep packs in ${folder} (${String(error)}): ${fix}`)
  }
}

function refuseOffline(pack: Pack): void {
  if (!['', '0', undefined].includes(process.env['VIDEO_TRANSLATION_OFFLINE'])) {
    const message =
      `The pack ${pack.name} is not installed, and downloads are switched off. Unset VIDEO_TRANSLATION_OFFLINE, or ` +
      'copy the folder of the packs from another machine.'
    throw new PackError('offline', message)
  }
}

function diskFull({ pack, folder, counter }: Download, cause: unknown): PackError {
  const megabytes = Math.ceil(counter.missingBytes() / 1e6)
  const message =
    `The disk with ${folder} is full: the pack ${pack} needs ${megabytes} MB more. Free space, or set ` +
    'VIDEO_TRANSLATION_MODELS to a folder on another disk. Finished files are kept, so pull again then.'
  return new PackError('storage_full', message, { cause })
}

/** A conversion makes at most two files as large as the pack. */
function fullAtConversion({ name, files }: Pack, folder: string, cause: unknown): PackError {
  const megabytes = Math.ceil((2 * files.reduce((sum, { bytes }) => sum + bytes, 0)) / 1e6)
  const message =
    `The disk with ${folder} is full: to convert the pack ${name} takes up to ${megabytes} MB more. Free ` +
    'space, or set VIDEO_TRANSLATION_MODELS to a folder on another disk. Then pull again.'
  return new PackError('storage_full', message, { cause })
}

function unavailable(pack: Pack, missing: PackFile[], failures: unknown[]): PackError {
  const files = missing.map((file) => file.path).join(', ')
  const reasons = failures.map((failure) => (failure instanceof Error ? failure.message : String(failure)))
  const reason = [...new Set(reasons)].join('; ') || 'no source has it'
  const message =
    `The pack ${pack.name} is incomplete: ${files} could not be downloaded (${reason}). ` +
    'Finished files are kept, so pull again when the network is back.'
  return new PackError('unavailable', message, { cause: failures[0] })
}
