import { Command } from 'commander'
import type { Check } from 'video-translation-server'
import { checkVersions } from '../check-versions.ts'
import { dataFolder } from '../connection/data-folder.ts'
import { databaseUrlOption, dataOption, withOutput } from '../connection/options.ts'
import type { ExitReason } from '../exit-codes.ts'
import { table } from '../output/layout.ts'
import { SYMBOLS } from '../output/symbols.ts'
import type { OutputOptions } from '../output/output.ts'
import { runCommand, type Context } from '../run-command.ts'
import { type BucketOptions, bucketOf, withBucket } from './serve-bucket.ts'

interface DoctorOptions extends OutputOptions, BucketOptions {
  data?: string
  databaseUrl?: string
}

export function doctorCommand(): Command {
  const command = new Command('doctor').description(
    'check what is installed and what is missing, and print how to install it',
  )
  return withOutput(withBucket(command))
    .addOption(dataOption())
    .addOption(databaseUrlOption())
    .action(runCommand(doctor))
}

async function doctor({ options, output }: Context<DoctorOptions>): Promise<ExitReason> {
  const { diagnose } = await import('video-translation-server')
  const { data, databaseUrl } = options
  const diagnosed = await diagnose({
    dataDir: dataFolder(data),
    ...bucketOf(options),
    ...(databaseUrl && { databaseUrl }),
  })
  const checks = [await checkVersions(), ...diagnosed]
  const broken = checks.filter(({ ok, optional }) => !ok && !optional)
  output.result(checks, [...table(checks.map(row), output.columns), '', ...fixes(checks), verdict(broken)])
  return broken.length === 0 ? 'done' : 'failed'
}

function row({ name, ok, optional, found }: Check): string[] {
  return [ok ? SYMBOLS.done : optional ? SYMBOLS.missing : SYMBOLS.failed, name, found]
}

function fixes(checks: Check[]): string[] {
  return checks.flatMap(({ ok, name, neededFor, fix }) =>
    ok || !fix ? [] : [`${name} (${neededFor}):`, `    ${fix}`, ''],
  )
}

function verdict(broken: Check[]): string {
  if (broken.length === 0) return 'Ready to translate from English.'
  return `Not ready: ${broken.map(({ name }) => name).join(', ')}.`
}
