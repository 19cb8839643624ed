import { openAsBlob } from 'node:fs'
import { access, constants, stat } from 'node:fs/promises'
import { basename, parse } from 'node:path'
import { Readable } from 'node:stream'
import { CliError } from '../errors.ts'
import { resolvePath } from './path.ts'

/** A source that passed the checks that need no server. */
export interface Source {
  /** The source for `create`. */
  value: URL | Blob | ReadableStream<Uint8Array>
  /** The file name, or the last part of the URL's path. */
  name: string
  /** The name without its extension, for the output folder. */
  stem: string
  bytes?: number
  /** Absolute path of a file. */
  path?: string
}

/** Stands for standard input in place of a file. */
const STANDARD_INPUT = '-'

/**
 * Reads `FILE|URL|-`.
 * @throws CliError for a source that no server could translate
 */
export async function readSource(text: string): Promise<Source> {
  if (text === STANDARD_INPUT) return readStandardInput()
  return isUrl(text) ? readUrl(text) : readFile(text)
}

/** It is sent as it comes, so nothing is known of it. */
function readStandardInput(): Source {
  if (process.stdin.isTTY)
    throw new CliError(
      'badInput',
      'Standard input is a terminal.',
      'Send a file into it: video-translation translate - ... < talk.mp4',
    )
  const value = Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>
  return { value, name: 'stdin', stem: 'stdin' }
}

export function isUrl(text: string): boolean {
  return /^[a-z][a-z\d+.-]+:\/\//i.test(text)
}

function readUrl(text: string): Source {
  const url = URL.parse(text)
  if (!url)
    throw new CliError('badInput', `${text} is not a URL.`, 'Write it in full: https://example.com/talk.mp4')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new CliError(
      'badInput',
      `Cannot fetch ${url.protocol} addresses.`,
      'Name an http or https URL, or the path of a file.',
    )
  }
  const name = decoded(basename(url.pathname)) || url.hostname
  return { value: url, name, stem: parse(basename(name)).name }
}

/** The decoded text, or the text itself where its encoding is invalid. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

async function readFile(path: string): Promise<Source> {
  const absolute = resolvePath(path)
  const found = await stat(absolute).catch((error: NodeJS.ErrnoException) => refuse(path, absolute, error))
  if (found.isDirectory())
    throw new CliError('badInput', `${path} is a folder.`, 'Name one video or audio file.')
  if (!found.isFile())
    throw new CliError('badInput', `${path} is not a regular file.`, 'Save it to a file first.')
  if (found.size === 0)
    throw new CliError('badInput', `${path} is empty (0 bytes).`, 'Check how it was made or downloaded.')
  await access(absolute, constants.R_OK).catch((error: NodeJS.ErrnoException) =>
    refuse(path, absolute, error),
  )
  const name = basename(absolute)
  const { name: stem } = parse(name)
  return { value: await openAsBlob(absolute), name, stem, bytes: found.size, path: absolute }
}

function refuse(path: string, absolute: string, error: NodeJS.ErrnoException): never {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    throw new CliError(
      'badInput',
      `There is no file ${path}.`,
      `Check the path. It resolves to ${absolute}`,
      error,
    )
  }
  if (error.code === 'EACCES') {
    throw new CliError('badInput', `This user may not read ${path}.`, `chmod u+r ${absolute}`, error)
  }
  throw error
}
