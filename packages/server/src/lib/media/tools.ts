import { accessSync, constants } from 'node:fs'
import { chmod, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { execa } from 'execa'
import { EngineError } from '../engine-error.ts'

/** Paths of the two media tools. */
export interface MediaTools {
  ffmpeg: string
  ffprobe: string
}

const TOOLS = ['ffmpeg', 'ffprobe'] as const
type Tool = (typeof TOOLS)[number]

/** libavutil of ffmpeg 5.0. Builds from git have no other version. */
const OLDEST_LIBAVUTIL = 57

/** Instruction to get a suitable ffmpeg. */
const FFMPEG_ADVICE =
  'Install ffmpeg 5 or newer (on Debian: apt-get install ffmpeg) or set FFMPEG_PATH and FFPROBE_PATH.'

/**
 * Finds ffmpeg and ffprobe: `FFMPEG_PATH` and `FFPROBE_PATH`, then `PATH`, then the old builds that
 * npm installed.
 * @throws EngineError `media_tools_missing`, with what to install.
 */
export async function findMediaTools(env: NodeJS.ProcessEnv = process.env): Promise<MediaTools> {
  const [ffmpeg, ffprobe] = await Promise.all(TOOLS.map((tool) => findTool(tool, env)))
  if (ffmpeg && ffprobe) return { ffmpeg, ffprobe }
  const missing = ffmpeg ? 'ffprobe' : 'ffmpeg'
  throw new EngineError('media_tools_missing', `${missing} was not found. ${FFMPEG_ADVICE}`)
}

/** First line of a tool's version output, e.g. `ffmpeg version 5.1.9`. */
export async function toolVersion(path: string): Promise<string> {
  return ((await versionOutput(path)).split('\n')[0] ?? '').replace(/ Copyright.*/, '').trim()
}

/**
 * Describes tools older than ffmpeg 5, which must not read untrusted files because their security
 * bugs are public. Undefined for newer tools.
 * @throws EngineError `media_tools_missing`.
 */
export async function oldToolsProblem(): Promise<string | undefined> {
  const tools = await findMediaTools()
  for (const path of [tools.ffmpeg, tools.ffprobe]) {
    if (await isOldTool(path)) return `${await toolVersion(path)} is older than ffmpeg 5. ${FFMPEG_ADVICE}`
  }
  return undefined
}

/** Whether a tool is older than ffmpeg 5. */
export async function isOldTool(path: string): Promise<boolean> {
  const major = /^libavutil\s+(\d+)/m.exec(await versionOutput(path))?.[1]
  return Number(major ?? 0) < OLDEST_LIBAVUTIL
}

const versionOutputs = new Map<string, Promise<string>>()

/** Output of `-version`, cached for each path unless the tool failed. */
function versionOutput(path: string): Promise<string> {
  const cached = versionOutputs.get(path)
  if (cached) return cached
  const output = execa(path, ['-version'], { stdin: 'ignore', timeout: 20_000 }).then(
    ({ stdout }) => stdout,
    (error: Error) => doesNotRun(path, error),
  )
  versionOutputs.set(path, output)
  output.catch(() => versionOutputs.delete(path))
  return output
}

/** @throws EngineError for a file that exists and does not run. */
function doesNotRun(path: string, error: Error): never {
  const message = `${path} does not run (${error.message.split('\n')[0]}). ${FFMPEG_ADVICE}`
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

/** Sets the executable bit itself, because the package's install script may have been blocked. */
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
 * Makes a file executable for every user who may read it. If only the owner could run it, other
 * users of the machine would fail. Only the owner can change the mode, so a failure is ignored.
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
