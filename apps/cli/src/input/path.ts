import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Resolves a path. Shells leave `~/` as it is inside quotes and after `=`, so it is expanded here. */
export function resolvePath(path: string): string {
  return resolve(path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path)
}

const FOLDER_ERRORS: Record<string, string> = {
  EEXIST: 'it is a file',
  ENOTDIR: 'a part of that path is a file',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'that disk is read-only',
  ENOSPC: 'that disk is full',
}

/** Why a folder cannot be made or written to. */
export function describeFolderError(error: unknown): string {
  return FOLDER_ERRORS[(error as NodeJS.ErrnoException).code ?? ''] ?? (error as Error).message
}
