import { readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { CliError } from '../errors.ts'
import { resolvePath } from '../input/path.ts'

/** A server, and the key that goes to it and to no other. */
export interface Profile {
  server?: string
  apiKey?: string
  /** The data folder, for a server of this machine. */
  data?: string
}

export interface Config {
  /** Name of the profile that commands use without `--profile`. */
  profile?: string
  profiles: Record<string, Profile>
}

/** The path of the file. It is JSON, because a file that could run code would be a risk. */
export function configPath(): string {
  const { env } = process
  if (env['VIDEO_TRANSLATION_CONFIG']) return resolvePath(env['VIDEO_TRANSLATION_CONFIG'])
  const folder = env['XDG_CONFIG_HOME'] || env['APPDATA'] || join(homedir(), '.config')
  return join(folder, 'video-translation', 'config.json')
}

/**
 * Reads the file. Without one, there are no profiles.
 * @throws CliError for a file that is not as described, or whose keys others could read
 */
export async function readConfig(path = configPath()): Promise<Config> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{"profiles":{}}'
    throw invalidConfig(path, `it cannot be read (${error.code ?? error.message})`)
  })
  const config = checkConfig(path, parse(path, text))
  if (Object.values(config.profiles).some(({ apiKey }) => apiKey)) await refuseIfPublic(path)
  return config
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw invalidConfig(path, `it is not JSON: ${(error as Error).message}`)
  }
}

const CONFIG_MEMBERS = ['profile', 'profiles']
const PROFILE_MEMBERS = ['server', 'apiKey', 'data']

function checkConfig(path: string, value: unknown): Config {
  const config = checkMembers(path, 'it', value, CONFIG_MEMBERS)
  const { profile, profiles = {} } = config
  if (profile !== undefined && typeof profile !== 'string')
    throw invalidConfig(path, '"profile" is not a text')
  const named = Object.entries(checkMembers(path, '"profiles"', profiles))
  const checked = named.map(([name, each]): [string, Profile] => [name, checkProfile(path, name, each)])
  return { ...(profile !== undefined && { profile }), profiles: Object.fromEntries(checked) }
}

function checkProfile(path: string, name: string, value: unknown): Profile {
  const profile = checkMembers(path, `the profile "${name}"`, value, PROFILE_MEMBERS)
  for (const [member, text] of Object.entries(profile))
    if (typeof text !== 'string')
      throw invalidConfig(path, `"${member}" of the profile "${name}" is not a text`)
  const { server } = profile as Profile
  if (server !== undefined && !/^https?:$/.test(URL.parse(server)?.protocol ?? ''))
    throw invalidConfig(path, `"server" of the profile "${name}" is not an http(s) address`)
  return profile as Profile
}

/** A misspelled member would be ignored silently, and a command would use another server. */
function checkMembers(path: string, what: string, value: unknown, known?: string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalidConfig(path, `${what} is not an object`)
  const unknown = Object.keys(value).find((member) => known && !known.includes(member))
  if (unknown === undefined) return value as Record<string, unknown>
  throw invalidConfig(path, `${what} has the unknown member "${unknown}"`)
}

async function refuseIfPublic(path: string): Promise<void> {
  const { mode } = await stat(path)
  if (process.platform === 'win32' || (mode & 0o077) === 0) return
  throw new CliError('badInput', `Other users could read the API keys in ${path}.`, `chmod 600 ${path}`)
}

function invalidConfig(path: string, problem: string): CliError {
  return new CliError('badInput', `${path} is not usable: ${problem}.`, 'See docs/cli.md, "The config file".')
}
