import type { Command } from 'commander'
import { CliError } from '../errors.ts'
import { joinOr, nearMatches } from '../input/near-matches.ts'
import { configPath, type Profile, readConfig } from './config-file.ts'

/**
 * Completes the options of a command by a profile. Options on the command line win. A profile that
 * is named beats the variables of the environment, and the default one does not.
 */
export async function applyProfile(command: Command): Promise<void> {
  if (!command.options.some(({ long }) => long === '--profile')) return
  const named = command.getOptionValue('profile') as string | undefined
  const profile = await findProfile(named)
  if (profile) complete(command, profile, named !== undefined)
}

async function findProfile(named: string | undefined): Promise<Profile | undefined> {
  const { profile: usual, profiles } = await readConfig()
  const name = named ?? usual
  if (name === undefined) return undefined
  if (Object.hasOwn(profiles, name)) return profiles[name]
  const near = nearMatches(name, Object.keys(profiles))
  throw new CliError(
    'badInput',
    `There is no profile "${name}" in ${configPath()}.`,
    near.length > 0 ? `Did you mean ${joinOr(near)}?` : 'See the profiles with: video-translation config',
  )
}

/**
 * The key of a profile goes only to its own server, and to that server no other key goes, unless it
 * is on the command line: the one of the environment may be meant for another server.
 */
function complete(command: Command, { server, apiKey, data }: Profile, isNamed: boolean): void {
  const isFree = (option: string) => {
    const source = command.getOptionValueSource(option)
    return source === undefined || source === 'default' || (isNamed && source === 'env')
  }
  const set = (option: string, value: string | undefined) =>
    command.setOptionValueWithSource(option, value, 'config')
  const isElsewhere = !isFree('server') || (!isNamed && !isFree('data'))
  if (isElsewhere) return
  if (server !== undefined || isNamed) set('server', server)
  const isKeyGiven = command.getOptionValueSource('apiKey') === 'cli'
  if (!isKeyGiven && (server !== undefined || isNamed)) set('apiKey', apiKey)
  if (data !== undefined && isFree('data')) set('data', data)
}
