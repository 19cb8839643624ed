import { lstatSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Resolves a path. It also expands `~/`, which shells leave alone inside quotes and after `=`. */
export function resolvePath(path: string): string {
  return resolve(path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path)
}

const FOLDER_ERRORS: Record<string, string> = {
  ENOENT: 'the system does not allow a folder there',
  ENOTDIR: 'a part of that path is a file',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'that disk is read-only',
  ENOSPC: 'that disk is full',
}

/** Explains why a folder cannot be made or written to. */
export function describeFolderError(error: unknown): string {
  const { code = '', path, message } = error as NodeJS.ErrnoException
  if (code === 'EEXIST' && path !== undefined)
    return isLink(path) ? `${path} is a broken link` : `${path} is a file`
  return FOLDER_ERRORS[code] ?? message
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}
