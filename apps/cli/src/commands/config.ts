import { Command } from 'commander'
import { configPath, type Profile, readConfig } from '../config/config-file.ts'
import { withOutput } from '../connection/options.ts'
import type { ExitReason } from '../exit-codes.ts'
import { table } from '../output/layout.ts'
import type { OutputOptions } from '../output/output.ts'
import { runCommand, type Context } from '../run-command.ts'

export function configCommand(): Command {
  const command = new Command('config').description(
    'show the config file and its profiles, without their keys',
  )
  return withOutput(command).action(runCommand(config))
}

async function config({ output }: Context<OutputOptions>): Promise<ExitReason> {
  const path = configPath()
  const { profile: usual, profiles } = await readConfig(path)
  const shown = Object.entries(profiles).map(([name, profile]) => describe(name, profile, name === usual))
  const rows = shown.map(({ name, isDefault, server, data, hasKey }) => [
    name,
    server ?? data ?? 'the usual data folder',
    hasKey ? 'with a key' : 'without a key',
    isDefault ? 'default' : '',
  ])
  const lines = rows.length > 0 ? table(rows, output.columns) : ['No profiles.']
  output.result({ path, profiles: shown }, [path, ...lines])
  return 'done'
}

function describe(name: string, { server, data, apiKey }: Profile, isDefault: boolean) {
  return { name, isDefault, ...(server && { server }), ...(data && { data }), hasKey: apiKey !== undefined }
}
