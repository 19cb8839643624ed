import { readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findPack } from './catalogue.ts'
import { FIRST_FORM, formOf, packIdentity, type Pack } from './pack.ts'
import { folderOf } from './cache-folder.ts'

/** Content of `installed.json`, which is written last, after every hash was verified. */
interface Marker {
  identity: string
  /** Bytes of each file. */
  files: Record<string, number>
  /** Absent: the first form. */
  form?: number
}

/**
 * The folder of an installed pack, or undefined. It is fast because it compares only the marker and
 * the sizes. The hashes were verified when the pack was pulled.
 */
export async function installedPack(name: string, cacheFolder?: string): Promise<string | undefined> {
  const pack = findPack(name)
  return pack !== undefined && (await isInstalled(pack, cacheFolder))
    ? folderOf(pack, cacheFolder)
    : undefined
}

export async function isInstalled(pack: Pack, cacheFolder?: string): Promise<boolean> {
  const folder = folderOf(pack, cacheFolder)
  const marker = await readMarker(folder)
  if (marker?.identity !== packIdentity(pack)) return false
  const sizes = await Promise.all(
    Object.entries(marker.files).map(async ([path, bytes]) => (await bytesOf(join(folder, path))) === bytes),
  )
  return sizes.every(Boolean)
}

/** Whether a pack is installed in the form that it has today. */
export async function isCurrent(pack: Pack, cacheFolder?: string): Promise<boolean> {
  const { form = FIRST_FORM } = (await readMarker(folderOf(pack, cacheFolder))) ?? {}
  return form === formOf(pack) && (await isInstalled(pack, cacheFolder))
}

/** Size of an installed pack on the disk. */
export async function installedBytes(pack: Pack, cacheFolder?: string): Promise<number> {
  const marker = await readMarker(folderOf(pack, cacheFolder))
  return Object.values(marker?.files ?? {}).reduce((sum, bytes) => sum + bytes, 0)
}

/** Marks the pack as complete, with these files. */
export async function markInstalled(pack: Pack, paths: string[], cacheFolder?: string): Promise<void> {
  const folder = folderOf(pack, cacheFolder)
  const files: Record<string, number> = {}
  for (const path of paths) files[path] = (await stat(join(folder, path))).size
  const marker: Marker = { identity: packIdentity(pack), files, form: formOf(pack) }
  await writeFile(join(folder, 'installed.json.part'), JSON.stringify(marker, undefined, 2))
  await rename(join(folder, 'installed.json.part'), join(folder, 'installed.json'))
}

async function readMarker(folder: string): Promise<Marker | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, 'installed.json'), 'utf8')) as Marker
  } catch {
    return undefined
  }
}

export async function bytesOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch {
    return undefined
  }
}
