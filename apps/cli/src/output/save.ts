import { createWriteStream } from 'node:fs'
import { access, constants, link, mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Artifact, Translation, VideoTranslationClient } from 'video-translation-client'
import { CliError } from '../errors.ts'
import { describeFolderError, resolvePath } from '../input/path.ts'
import { folderName } from './folder-name.ts'
import type { Progress } from './progress.ts'

export interface SavedFile {
  name: string
  /** Absolute. */
  path: string
  bytes: number
}

export interface Folder {
  path: string
  overwrite: boolean
}

/**
 * The folder named with `--out`.
 * @throws CliError when the folder has results that would be overwritten
 */
export async function namedFolder(path: string, languages: string[], overwrite: boolean): Promise<Folder> {
  const folder = { path: resolvePath(path), overwrite }
  await makeWritable(folder.path)
  const [found] = overwrite ? [] : await resultsIn(folder.path, languages)
  if (!found) return folder
  throw alreadyExists(join(folder.path, found))
}

/**
 * A new folder `<name>-translated` in the parent folder, numbered when that exists. It is made at
 * once, so that another command cannot choose the same name and fail when its work is done.
 * @param parent Default: the current folder.
 */
export async function freeFolder(stem: string, parent?: string): Promise<Folder> {
  const inside = parent === undefined ? resolve() : resolvePath(parent)
  if (parent !== undefined) await makeWritable(inside)
  for (let number = 1; ; number++) {
    const path = join(inside, number === 1 ? folderName(stem) : `${folderName(stem)}-${number}`)
    if (await makeNew(path)) return { path, overwrite: false }
  }
}

/** All artifacts of the translation and its targets. */
export function artifactsOf(translation: Translation): Artifact[] {
  return [...translation.targets.flatMap((target) => target.artifacts), ...translation.artifacts]
}

/** Downloads artifacts into the folder. Each file gets its name only when it is complete. */
export async function saveAll(
  client: VideoTranslationClient,
  translation: Translation,
  names: string[],
  folder: Folder,
  { signal, progress }: { signal: AbortSignal; progress: Progress },
): Promise<SavedFile[]> {
  await makeWritable(folder.path)
  const files: SavedFile[] = []
  for (const name of names) {
    progress.step(`downloading ${name}`, files.length / names.length)
    files.push(await save(client, translation.id, name, folder, signal))
  }
  return files
}

/** Removes the folder if it is empty. */
export async function dropIfEmpty({ path }: Folder): Promise<void> {
  await rmdir(path).catch(() => undefined)
}

/** The path relative to the current folder, if it is inside. */
export function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path)
  return fromHere.startsWith('..') ? path : fromHere
}

async function save(
  client: VideoTranslationClient,
  id: string,
  name: string,
  folder: Folder,
  signal: AbortSignal,
): Promise<SavedFile> {
  const path = join(folder.path, safeName(name))
  const part = join(folder.path, `.${name}.${process.pid}.part`)
  try {
    const { stream } = await client.download(id, name, { signal })
    await pipeline(stream, createWriteStream(part), { signal })
    const { size: bytes } = await stat(part)
    await (folder.overwrite ? rename(part, path) : renameIfFree(part, path))
    return { name, path, bytes }
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    await rm(part, { force: true })
  }
}

/** Refuses a name from the server that would lead out of the folder. */
function safeName(name: string): string {
  if (name === basename(name) && !name.startsWith('.') && !name.includes('\\') && name !== '') return name
  throw new CliError('failed', `The server names a file ${JSON.stringify(name)}, which is not allowed.`)
}

/** Uses a link, which fails when the name is taken; a rename would overwrite the other file. */
async function renameIfFree(part: string, path: string): Promise<void> {
  try {
    await link(part, path)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw alreadyExists(path)
    // Some file systems have no links.
    if (await exists(path)) throw alreadyExists(path)
    await rename(part, path)
  }
}

function alreadyExists(path: string): CliError {
  return new CliError(
    'badInput',
    `${path} already exists.`,
    'Name another folder with --out, or add --overwrite.',
  )
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** The files in the folder that a translation into these languages would overwrite. */
async function resultsIn(folder: string, languages: string[]): Promise<string[]> {
  const stems = [...languages, 'transcript']
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => stems.some((stem) => name.startsWith(`${stem}.`)))
}

/** Makes a folder. False when the name is taken. */
async function makeNew(folder: string): Promise<boolean> {
  try {
    await mkdir(folder)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw notWritable(folder, error)
  }
}

async function makeWritable(folder: string): Promise<void> {
  try {
    await makeFolders(folder)
    await access(folder, constants.W_OK)
  } catch (error) {
    throw notWritable(folder, error)
  }
}

/**
 * Makes a folder and its parents. Node's recursive `mkdir` never returns for a path like `/proc/x`.
 */
async function makeFolders(folder: string): Promise<void> {
  if (await isFolder(folder)) return
  if (dirname(folder) !== folder) await makeFolders(dirname(folder))
  await mkdir(folder).catch(async (error: unknown) => {
    // Another command may have made the folder meanwhile.
    if (!(await isFolder(folder))) throw error
  })
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

function notWritable(folder: string, error: unknown): CliError {
  const why = describeFolderError(error)
  return new CliError(
    'badInput',
    `Cannot write into ${folder}: ${why}.`,
    'Name a writable folder with --out.',
    error,
  )
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}
