import { constants } from 'node:fs'
import { access, readFile, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
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
  const server = await runningServer(dataDir)
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

async function runningServer(dataDir: string): Promise<string | undefined> {
  try {
    const { url, pid } = JSON.parse(await readFile(join(dataDir, 'server.json'), 'utf8')) as {
      url: string
      pid: number
    }
    process.kill(pid, 0)
    return `a server runs on it: ${url}, process ${pid}`
  } catch {
    return undefined
  }
}
