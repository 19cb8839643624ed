import Database from 'better-sqlite3'
import { constants, copyFile, mkdir, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { LOCK, layOut } from './data-folder.ts'
import { makeFolders } from './make-folders.ts'
import { STORAGE_PLACE } from './storage-place.ts'

/**
 * Copies a data folder into a new folder that a server can use, even while its own server runs. The
 * database is copied first, as a snapshot. The files follow, so every file that the snapshot names
 * and that still exists is in the copy. Files in a bucket are not copied; {@link bucketOf} names
 * it.
 * @throws Error if `dataDir` has no database, or `target` exists already or lies in `dataDir`
 */
export async function backUp(dataDir: string, target: string): Promise<void> {
  const from = layOut(dataDir)
  const to = resolve(target)
  await refuseUnusable(from.database, to)
  await refuseInside(dataDir, to)
  const draft = `${to}.partial`
  await rm(draft, { recursive: true, force: true })
  await makeFolders(draft, 0o700)
  const copy = layOut(draft)
  copyDatabase(from.database, copy.database)
  for (const name of ['secret', STORAGE_PLACE])
    await copyFile(join(dataDir, name), join(draft, name)).catch(ignoreMissing)
  await copyTree(from.files, copy.files)
  await copyTree(from.uploads, copy.uploads)
  await writeFile(join(draft, LOCK), '', { mode: 0o600 })
  await rename(draft, to)
}

async function refuseUnusable(database: string, to: string): Promise<void> {
  const isThere = (path: string) =>
    stat(path).then(
      () => true,
      () => false,
    )
  if (!(await isThere(database))) throw new Error(`There is no database in ${dirname(database)} to back up.`)
  if (await isThere(to)) throw new Error(`${to} exists already. Choose a folder that does not exist yet.`)
}

/** A target in the data folder would be copied into itself without end. */
async function refuseInside(dataDir: string, to: string): Promise<void> {
  const path = relative(await realpath(dataDir), await realTarget(to))
  if (path.split(sep)[0] === '..' || isAbsolute(path)) return
  throw new Error(`${to} lies in the data folder ${dataDir}. Choose a folder outside of it.`)
}

/** Real path of a folder that may not exist yet, with the links above it resolved. */
async function realTarget(path: string): Promise<string> {
  const above = dirname(path)
  if (above === path) return path
  const real = await realpath(path).catch(ignoreMissing)
  return real ?? join(await realTarget(above), basename(path))
}

/** Makes a consistent snapshot without blocking writers. */
function copyDatabase(from: string, to: string): void {
  const database = new Database(from, { fileMustExist: true, timeout: 10_000 })
  try {
    database.prepare('vacuum into ?').run(to)
  } finally {
    database.close()
  }
}

/** A file that is deleted meanwhile is not needed, so it is skipped. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  const entries = await readdir(from, { withFileTypes: true }).catch(ignoreMissing)
  for (const entry of entries ?? []) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await copyTree(source, target)
    else if (entry.isFile()) await copyFile(source, target, constants.COPYFILE_FICLONE).catch(ignoreMissing)
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
