import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { CliError } from '../errors.ts'
import { describeFolderError, resolvePath } from '../input/path.ts'
import { remoteFetch } from './remote-fetch.ts'

/** What a running server leaves in its data folder, for the commands on the same machine. */
export interface RunningServer {
  url: string
  pid: number
  apiKey?: string
}

/** Folder of a local server's data: the one given, or the user's own. */
export function dataFolder(given?: string): string {
  return resolvePath(
    given ?? join(process.env['XDG_DATA_HOME'] || join(homedir(), '.local/share'), 'video-translation'),
  )
}

/** The error for a data folder that the system refused. Any other error comes back as it was. */
export function dataFolderError(folder: string, error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException
  if (!code || !syscall || !['mkdir', 'open', 'access'].includes(syscall)) return error
  const message = `Cannot keep data in ${folder}: ${describeFolderError(error)}.`
  return new CliError(
    'badInput',
    message,
    'Name a folder of yours with --data or VIDEO_TRANSLATION_DATA.',
    error,
  )
}

/**
 * Where the durations of past translations are kept: one file for the local server, and one for each remote one. The name
 * is hidden because a server refuses to start in a folder that holds anything else, and this may be there before it.
 */
export function historyPath(given: string | undefined, remote: string | undefined): string {
  const name = remote ? encodeURIComponent(remote.replace(/\/+$/, '')) : 'local'
  return join(dataFolder(given), '.history', `${name}.json`)
}

/** The server that runs on the data folder, checked by its answer: a note may be left over from a crash. */
export async function findRunningServer(folder: string): Promise<RunningServer | undefined> {
  const note = await readNote(join(folder, 'server.json'))
  if (!note || !isAlive(note.pid)) return undefined
  return (await answers(note.url, 3000)) ? note : undefined
}

/** Whether anything speaks HTTP at the address. */
export async function answers(url: string, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
  const limit = AbortSignal.timeout(timeoutMs)
  try {
    const response = await remoteFetch(new URL('healthz', `${url.replace(/\/+$/, '')}/`), {
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    })
    await response.body?.cancel()
    return true
  } catch {
    signal?.throwIfAborted()
    return false
  }
}

async function readNote(path: string): Promise<RunningServer | undefined> {
  try {
    const { url, pid, apiKey } = JSON.parse(await readFile(path, 'utf8')) as Partial<RunningServer>
    if (typeof url !== 'string' || typeof pid !== 'number') return undefined
    return { url, pid, ...(typeof apiKey === 'string' && { apiKey }) }
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
