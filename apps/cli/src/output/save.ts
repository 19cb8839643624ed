import { createWriteStream } from 'node:fs'
import { access, constants, link, mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { basename, join, relative, resolve } from 'node:path'
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

/** The folder that the person named; refused while it holds what would have to be overwritten. */
export async function namedFolder(path: string, languages: string[], overwrite: boolean): Promise<Folder> {
  const folder = { path: resolvePath(path), overwrite }
  await makeWritable(folder.path)
  const [found] = overwrite ? [] : await resultsIn(folder.path, languages)
  if (!found) return folder
  throw taken(join(folder.path, found))
}

/**
 * `<name>-translated` in the current folder, with a number where there is one already. It is made at once: another command
 * that starts meanwhile must not choose it, too, and fail when all the work is done.
 */
export async function freeFolder(stem: string): Promise<Folder> {
  for (let number = 1; ; number++) {
    const path = resolve(number === 1 ? folderName(stem) : `${folderName(stem)}-${number}`)
    if (await makeNew(path)) return { path, overwrite: false }
  }
}

/** Every artifact there is, of the translation and of its targets. */
export function artifactsOf(translation: Translation): Artifact[] {
  return [...translation.targets.flatMap((target) => target.artifacts), ...translation.artifacts]
}

/** Downloads artifacts into the folder; each appears under its name only when it is whole. */
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

/** Removes the folder again when nothing came into it. */
export async function dropIfEmpty({ path }: Folder): Promise<void> {
  await rmdir(path).catch(() => undefined)
}

/** As short as it can be said from here. */
export function shown(path: string): string {
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
    await (folder.overwrite ? rename(part, path) : appear(part, path))
    return { name, path, bytes }
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    await rm(part, { force: true })
  }
}

/** A name is given by the server: it must not lead out of the folder. */
function safeName(name: string): string {
  if (name === basename(name) && !name.startsWith('.') && !name.includes('\\') && name !== '') return name
  throw new CliError(
    'failed',
    `The server names a file ${JSON.stringify(name)}, which may not be written here.`,
  )
}

/** A link, unlike a rename, fails where something has the name already. */
async function appear(part: string, path: string): Promise<void> {
  try {
    await link(part, path)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw taken(path)
    // Some file systems know no links.
    if (await exists(path)) throw taken(path)
    await rename(part, path)
  }
}

function taken(path: string): CliError {
  return new CliError(
    'badInput',
    `${path} is there already.`,
    'Name another folder with --out, or add --overwrite.',
  )
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** Files named after a language, and the transcript, which is the same for all of them. */
async function resultsIn(folder: string, languages: string[]): Promise<string[]> {
  const stems = [...languages, 'transcript']
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => stems.some((stem) => name.startsWith(`${stem}.`)))
}

/** False where something has the name. */
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
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK)
  } catch (error) {
    throw notWritable(folder, error)
  }
}

function notWritable(folder: string, error: unknown): CliError {
  const why = describeFolderError(error)
  return new CliError(
    'badInput',
    `Cannot write into ${folder}: ${why}.`,
    'Name a folder of yours with --out.',
    error,
  )
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}
