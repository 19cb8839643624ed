import { constants } from 'node:fs'
import { access, readdir, readFile, stat, statfs } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { SERVERS } from '../files/data-folder.ts'
import type { Check } from './check.ts'

const GIB = 2 ** 30
/** Space for a source, its intermediate files, the result and model files. */
const NEEDED_BYTES = 2 * GIB

/** Checks that the server can write its data folder, and whether a server runs on it. */
export async function checkDataFolder(dataDir: string): Promise<Check> {
  const base = { name: 'data folder', optional: false, neededFor: 'keeping translations' }
  const nearest = await nearestFolder(dataDir)
  const problem = await whyNotWritable(nearest)
  if (problem) {
    const fix = `Choose your own folder with --data or VIDEO_TRANSLATION_DATA, or run: sudo chown -R "$USER" ${nearest}`
    return { ...base, ok: false, found: `${nearest} ${problem}`, fix }
  }
  const server = await runningServers(dataDir)
  const state = server ?? (nearest === dataDir ? 'no server runs on it' : 'created at the first start')
  return { ...base, ok: true, found: `${dataDir} (${state})` }
}

export async function checkDisk(dataDir: string): Promise<Check> {
  const nearest = await nearestFolder(dataDir)
  const { bavail, bsize } = await statfs(nearest)
  const free = bavail * bsize
  const ok = free >= NEEDED_BYTES
  return {
    name: 'disk space',
    ok,
    optional: false,
    found: `${(free / GIB).toFixed(1)} GiB free at ${nearest}`,
    neededFor: 'uploads, results and model files',
    ...(!ok && {
      fix: `Free ${NEEDED_BYTES / GIB} GiB there, or choose another disk with --data: df -h ${nearest}`,
    }),
  }
}

/** The folder itself, or the nearest existing folder above it. */
async function nearestFolder(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  return found || dirname(path) === path ? path : nearestFolder(dirname(path))
}

async function whyNotWritable(path: string): Promise<string | undefined> {
  if (!(await stat(path)).isDirectory()) return 'is a file'
  return access(path, constants.W_OK | constants.X_OK).then(
    () => undefined,
    () => 'is not writable for this user',
  )
}

/** Names the servers that run on the folder: one alone, or several that share it. */
async function runningServers(dataDir: string): Promise<string | undefined> {
  const shared = join(dataDir, SERVERS)
  const names = await readdir(shared).catch(() => [])
  const files = [join(dataDir, 'server.json'), ...names.map((name) => join(shared, name))]
  const found = (await Promise.all(files.map(readServerFile))).flatMap((server) => server ?? [])
  const here = found.filter(({ host, pid }) => host !== undefined || isAlive(pid))
  if (here.length === 0) return undefined
  const list = here.map(({ url, pid, host }) => `${url}, process ${pid}${host ? ` on ${host}` : ''}`)
  return here.length === 1
    ? `a server runs on it: ${list}`
    : `${here.length} servers share it: ${list.join('; ')}`
}

interface ServerFile {
  url: string
  pid: number
  /** Another machine, whose processes cannot be seen from here. */
  host?: string
}

async function readServerFile(path: string): Promise<ServerFile | undefined> {
  try {
    const { url, pid, host } = JSON.parse(await readFile(path, 'utf8')) as ServerFile
    return { url, pid, ...(host !== undefined && host !== hostname() && { host }) }
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
