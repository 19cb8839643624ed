import { accessSync, constants } from 'node:fs'
import { chmod, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { execa } from 'execa'
import { EngineError } from '../engine-error.ts'

/** Where the two media tools are. */
export interface MediaTools {
  ffmpeg: string
  ffprobe: string
}

const TOOLS = ['ffmpeg', 'ffprobe'] as const
type Tool = (typeof TOOLS)[number]

/** libavutil of ffmpeg 5.0. Builds from git carry no version of their own, so this number decides. */
const OLDEST_LIBAVUTIL = 57

/** How to get an ffmpeg that is new enough. */
export const FFMPEG_CURE =
  'Install ffmpeg 5 or newer (on Debian: apt-get install ffmpeg) or name one with FFMPEG_PATH and FFPROBE_PATH.'

/**
 * Finds ffmpeg and ffprobe: `FFMPEG_PATH` and `FFPROBE_PATH`, then `PATH`, then the old builds that npm installed.
 * @throws EngineError `media_tools_missing`, saying what to install.
 */
export async function findMediaTools(env: NodeJS.ProcessEnv = process.env): Promise<MediaTools> {
  const [ffmpeg, ffprobe] = await Promise.all(TOOLS.map((tool) => findTool(tool, env)))
  if (ffmpeg && ffprobe) return { ffmpeg, ffprobe }
  const missing = ffmpeg ? 'ffprobe' : 'ffmpeg'
  throw new EngineError('media_tools_missing', `${missing} was not found. ${FFMPEG_CURE}`)
}

/** First line of what a tool says of itself, e.g. `ffmpeg version 5.1.9`. */
export async function toolVersion(path: string): Promise<string> {
  return ((await aboutTool(path)).split('\n')[0] ?? '').replace(/ Copyright.*/, '').trim()
}

/**
 * Why the tools must not read the files of strangers: their bugs have been known for years. Undefined for ffmpeg 5 and
 * newer.
 * @throws EngineError `media_tools_missing`.
 */
export async function oldToolsProblem(env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  const tools = await findMediaTools(env)
  for (const path of [tools.ffmpeg, tools.ffprobe]) {
    if (await isOldTool(path)) return `${await toolVersion(path)} is older than ffmpeg 5. ${FFMPEG_CURE}`
  }
  return undefined
}

/** Whether a tool is older than ffmpeg 5. */
export async function isOldTool(path: string): Promise<boolean> {
  const major = /^libavutil\s+(\d+)/m.exec(await aboutTool(path))?.[1]
  return Number(major ?? 0) < OLDEST_LIBAVUTIL
}

const abouts = new Map<string, Promise<string>>()

/** Asked once for each path; an answer that failed is asked for again. */
function aboutTool(path: string): Promise<string> {
  const known = abouts.get(path)
  if (known) return known
  const about = execa(path, ['-version'], { stdin: 'ignore', timeout: 20_000 }).then(
    ({ stdout }) => stdout,
    (error: Error) => doesNotRun(path, error),
  )
  abouts.set(path, about)
  about.catch(() => abouts.delete(path))
  return about
}

/** @throws EngineError for a file that is there and does not run. */
function doesNotRun(path: string, error: Error): never {
  const message = `${path} does not run (${error.message.split('\n')[0]}). ${FFMPEG_CURE}`
  throw new EngineError('media_tools_missing', message, { cause: error })
}

async function findTool(tool: Tool, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const named = env[`${tool.toUpperCase()}_PATH`]
  return named || onPath(tool, env) || (await fromPackage(tool))
}

function onPath(tool: Tool, env: NodeJS.ProcessEnv): string | undefined {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean)
  return folders.map((folder) => join(folder, tool + suffix)).find(isExecutable)
}

/** The packages' binaries are marked executable by an install script, which may have been blocked. */
async function fromPackage(tool: Tool): Promise<string | undefined> {
  try {
    const { path } = createRequire(import.meta.url)(`@${tool}-installer/${tool}`) as { path: string }
    await makeExecutable(path)
    return isExecutable(path) ? path : undefined
  } catch {
    return undefined
  }
}

/**
 * Everybody who may read it may run it. A bit for its owner alone would hide that other users of the machine cannot.
 * Only the owner can set the bits, so for others it stays as it is.
 */
export async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path)
  const wanted = mode | ((mode & 0o444) >> 2)
  if (wanted !== mode) await chmod(path, wanted & 0o7777).catch(() => undefined)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
