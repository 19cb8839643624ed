import Database from 'better-sqlite3'
import { constants, copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { LOCK, layOut } from './data-folder.ts'
import { makeFolders } from './make-folders.ts'

/**
 * Copies a data folder while its server runs, or not, into a new folder that a server can be started on. The database is
 * copied first, at one moment; whatever file it names is copied after it, so none that still exists is missing.
 * @throws Error when there is no database in `dataDir`, or `to` exists already
 */
export async function backUp(dataDir: string, to: string): Promise<void> {
  const from = layOut(dataDir)
  await refuseUnusable(from.database, to)
  const draft = `${to}.partial`
  await rm(draft, { recursive: true, force: true })
  await makeFolders(draft, 0o700)
  const copy = layOut(draft)
  copyDatabase(from.database, copy.database)
  await copyFile(join(dataDir, 'secret'), join(draft, 'secret')).catch(unlessGone)
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
  if (await isThere(to)) throw new Error(`${to} exists already; name a folder that is not there yet.`)
}

/** A consistent copy of one moment, without a word to whoever writes. */
function copyDatabase(from: string, to: string): void {
  const database = new Database(from, { fileMustExist: true, timeout: 10_000 })
  try {
    database.prepare('vacuum into ?').run(to)
  } finally {
    database.close()
  }
}

/** What is deleted meanwhile is not needed. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  const entries = await readdir(from, { withFileTypes: true }).catch(unlessGone)
  for (const entry of entries ?? []) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await copyTree(source, target)
    else if (entry.isFile()) await copyFile(source, target, constants.COPYFILE_FICLONE).catch(unlessGone)
  }
}

function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
