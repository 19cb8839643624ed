import { realpath } from 'node:fs/promises'
import { dirname, join, relative, isAbsolute, basename, resolve } from 'node:path'
import { CliError } from '../../errors.ts'

/** The only folder in which tools read and save files. */
export interface FilesFolder {
  /** Absolute. */
  path: string
}

/**
 * The absolute path of a file or folder, which need not exist yet. Links are followed first: one
 * that leads out of the folder would let an assistant read any file of the user.
 * @throws CliError outside of the folder, or without one
 */
export async function insideFiles(files: FilesFolder | undefined, path: string): Promise<string> {
  if (!files)
    throw new CliError(
      'badInput',
      'This server reads and saves no files.',
      'Name an http(s) URL, or start it with --files FOLDER.',
    )
  const root = await realpath(files.path)
  const found = await realPathOf(resolve(root, path))
  if (isInside(root, found)) return found
  throw new CliError(
    'badInput',
    `${path} is not in ${files.path}.`,
    'Name a path in that folder, or start the server with --files FOLDER.',
  )
}

/** Follows the links in the part of the path that exists. */
async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error
    return join(await realPathOf(dirname(path)), basename(path))
  }
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path)
  return way !== '..' && !way.startsWith('../') && !way.startsWith('..\\') && !isAbsolute(way)
}
