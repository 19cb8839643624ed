import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { packAll, type Tarball } from '../tarballs.ts'

const CLIENT = 'video-translation-client'
const SIMULATOR = 'video-translation-simulator'
const SERVER = 'video-translation-server'
const DASHBOARD = 'video-translation-dashboard'
export const LIBRARIES = [CLIENT, DASHBOARD, SIMULATOR, SERVER]

/**
 * The dependencies are those from before this day: a release of others is their users' news, and
 * must not break this test. Set it to the day after a new dependency's release: npm takes it as
 * 0:00 UTC.
 */
const DAY = '2026-11-30'

const execute = promisify(execFile)

/** A project that has installed the packages as a user gets them. */
export interface Consumer {
  readonly folder: string
  readonly tarballs: readonly Tarball[]
  /** Runs a program in the project, and resolves with what it prints. */
  run(script: string, ...args: string[]): Promise<string>
  remove(): Promise<void>
}

export async function installConsumer(): Promise<Consumer> {
  const folder = await mkdtemp(join(tmpdir(), 'consumer-'))
  await cp(import.meta.dirname, folder, { recursive: true })
  const tarballs = packAll(join(folder, 'tarballs'))
  const files = tarballs.map(({ file }) => file)
  const quiet = ['--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund', '--prefer-offline']
  await execute('npm', ['install', `--before=${DAY}`, ...quiet, ...files], { cwd: folder })
  const run = async (script: string, ...args: string[]) =>
    (await execute(process.execPath, [script, ...args], { cwd: folder })).stdout
  const consumer = { folder, tarballs, run, remove: () => rm(folder, { recursive: true, force: true }) }
  await writeEntries(consumer, 'client-entries.ts', [CLIENT, SIMULATOR])
  await writeEntries(consumer, 'server-entries.ts', [SERVER, DASHBOARD])
  return consumer
}

/** Writes a program that imports every entry of the packages. */
async function writeEntries({ folder, run }: Consumer, file: string, names: string[]): Promise<void> {
  const entries = JSON.parse(await run('entries.mjs', ...names)) as string[]
  const lines = entries.map((entry, at) => `export * as entry${at} from '${entry}'\n`)
  await writeFile(join(folder, file), lines.join(''))
}
