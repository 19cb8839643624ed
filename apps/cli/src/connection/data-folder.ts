import { readdir, readFile } from 'node:fs/promises'
import { homedir, hostname } from 'node:os'
import { join } from 'node:path'
import { CliError } from '../errors.ts'
import { describeFolderError, resolvePath } from '../input/path.ts'
import { remoteFetch } from './remote-fetch.ts'

/**
 * A file that a running server keeps in its data folder for local commands: `server.json`, or one
 * in `servers` for each of those that share the folder.
 */
export interface RunningServer {
  url: string
  pid: number
  apiKey?: string
}

/** The data folder of the local server. Default: `video-translation` in the user's data folder. */
export function dataFolder(given?: string): string {
  return resolvePath(
    given || join(process.env['XDG_DATA_HOME'] || join(homedir(), '.local/share'), 'video-translation'),
  )
}

/** Explains why the system refused the data folder. Returns any other error unchanged. */
export function dataFolderError(folder: string, error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException
  if (!code || !syscall || !['mkdir', 'open', 'access'].includes(syscall)) return error
  const message = `Cannot keep data in ${folder}: ${describeFolderError(error)}.`
  return new CliError(
    'badInput',
    message,
    'Name a writable folder with --data or VIDEO_TRANSLATION_DATA.',
    error,
  )
}

/**
 * The file with the durations of past translations, one for the local server and one for each
 * remote one. Its folder is hidden: a server refuses to start in a data folder that holds other
 * visible files.
 */
export function historyPath(given: string | undefined, remote: string | undefined): string {
  const name = remote ? encodeURIComponent(remote.replace(/\/+$/, '')) : 'local'
  return join(dataFolder(given), '.history', `${name}.json`)
}

/**
 * A server of this machine that runs on the data folder. It must answer, because a crash leaves its
 * file behind.
 */
export async function findRunningServer(folder: string): Promise<RunningServer | undefined> {
  for (const path of await serverFiles(folder)) {
    const server = await readServerFile(path)
    if (server && isAlive(server.pid) && (await answers(server.url, 3000))) return server
  }
  return undefined
}

async function serverFiles(folder: string): Promise<string[]> {
  const shared = join(folder, 'servers')
  const names = await readdir(shared).catch(() => [])
  return [join(folder, 'server.json'), ...names.map((name) => join(shared, name))]
}

/** Whether anything answers HTTP at the address. */
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

interface ServerFile extends RunningServer {
  host: string
}

async function readServerFile(path: string): Promise<RunningServer | undefined> {
  try {
    const { url, pid, apiKey, host } = JSON.parse(await readFile(path, 'utf8')) as Partial<ServerFile>
    if (typeof url !== 'string' || typeof pid !== 'number') return undefined
    // On a network file system, it may be a server of another machine.
    if (host !== undefined && host !== hostname()) return undefined
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
