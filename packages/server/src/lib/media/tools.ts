import { accessSync, constants } from 'node:fs'
import { chmod, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { execa } from 'execa'
import { EngineError } from '../engines/engine.ts'

/** Where the two media tools are. */
export interface MediaTools {
  ffmpeg: string
  ffprobe: string
}

const TOOLS = ['ffmpeg', 'ffprobe'] as const
type Tool = (typeof TOOLS)[number]

/**
 * Finds ffmpeg and ffprobe: `FFMPEG_PATH` and `FFPROBE_PATH`, then `PATH`, then the builds that npm installed.
 * @throws EngineError `media_tools_missing`, saying what to install.
 */
export async function findMediaTools(env: NodeJS.ProcessEnv = process.env): Promise<MediaTools> {
  const [ffmpeg, ffprobe] = await Promise.all(TOOLS.map((tool) => findTool(tool, env)))
  if (ffmpeg && ffprobe) return { ffmpeg, ffprobe }
  throw new EngineError(
    'media_tools_missing',
    `${ffmpeg ? 'ffprobe' : 'ffmpeg'} was not found. Install it (on Debian: apt-get install ffmpeg) or set FFMPEG_PATH and FFPROBE_PATH.`,
  )
}

/** First line of what a tool says of itself, e.g. `ffmpeg version 5.1.9`. */
export async function toolVersion(path: string): Promise<string> {
  const { stdout } = await execa(path, ['-version'], { stdin: 'ignore', timeout: 20_000 })
  return (stdout.split('\n')[0] ?? '').replace(/ Copyright.*/, '').trim()
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
