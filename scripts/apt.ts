import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A program that npm cannot install, and the Debian packages that have it. */
export interface SystemNeed {
  what: string
  packages: string[]
  isInstalled(): boolean
  /** Runs before the packages are installed. */
  prepare?(): void
}

export const APERTIUM_SPANISH: SystemNeed = {
  what: 'the translator Apertium, English to Spanish',
  packages: ['apertium', 'apertium-eng-spa'],
  isInstalled: () => prints('apertium', ['-l'], /^\s*eng-spa$/m),
}

export const APERTIUM_CATALAN: SystemNeed = {
  what: 'the translator Apertium, English to Catalan',
  packages: ['apertium', 'apertium-eng-cat'],
  isInstalled: () => prints('apertium', ['-l'], /^\s*eng-cat$/m),
}

export const ESPEAK: SystemNeed = {
  what: 'the voice espeak-ng',
  packages: ['espeak-ng'],
  isInstalled: () => prints('espeak-ng', ['--version'], /eSpeak/),
}

/** The ffmpeg from npm is of 2018. ffmpeg 5 has libavutil 57. */
export const FFMPEG: SystemNeed = {
  what: 'ffmpeg 5 or newer',
  packages: ['ffmpeg'],
  isInstalled: () =>
    ['ffmpeg', 'ffprobe'].every((tool) => prints(tool, ['-version'], /^libavutil\s+(5[7-9]|[6-9]\d)/m)),
}

export const CHROMIUM: SystemNeed = {
  what: 'the browser Chromium',
  packages: ['chromium'],
  isInstalled: () => prints('chromium', ['--version'], /Chrom/),
}

const POSTGRES_FOLDER = '/usr/lib/postgresql'

export const POSTGRES: SystemNeed = {
  what: 'PostgreSQL 15 or newer',
  packages: ['postgresql'],
  isInstalled: () => newestPostgres() !== undefined,
  prepare() {
    // The package would otherwise create and start a server of its own.
    mkdirSync('/etc/postgresql-common', { recursive: true })
    writeFileSync('/etc/postgresql-common/createcluster.conf', 'create_main_cluster = false\n')
  },
}

/** The folder of the programs of the newest PostgreSQL, which Debian keeps out of the PATH. */
export function newestPostgres(): string | undefined {
  const versions = existsSync(POSTGRES_FOLDER) ? readdirSync(POSTGRES_FOLDER).map(Number) : []
  const newest = Math.max(...versions.filter((version) => version >= 15))
  const folder = join(POSTGRES_FOLDER, String(newest), 'bin')
  return existsSync(join(folder, 'initdb')) ? folder : undefined
}

/**
 * Installs missing programs as root with apt-get.
 * @throws Error with the command to run, when it may not install them
 */
export function ensureInstalled(needs: SystemNeed[]): void {
  const missing = needs.filter((need) => !need.isInstalled())
  if (missing.length === 0) return
  const packages = [...new Set(missing.flatMap((need) => need.packages))]
  const names = missing.map((need) => need.what).join('; ')
  if (!mayInstall()) throw new Error(`Missing: ${names}.\n${advice(packages)}`)
  console.log(`Missing: ${names}.\nInstalling with apt-get, once: ${packages.join(' ')}`)
  for (const need of missing) need.prepare?.()
  aptGet(['update', '-qq'])
  aptGet(['install', '-y', '-qq', '--no-install-recommends', ...packages])
  const still = missing.filter((need) => !need.isInstalled())
  if (still.length > 0)
    throw new Error(`Still missing after the installation: ${still.map((need) => need.what).join('; ')}.`)
}

function mayInstall(): boolean {
  return process.getuid?.() === 0 && hasApt()
}

function hasApt(): boolean {
  return existsSync('/usr/bin/apt-get')
}

function advice(packages: string[]): string {
  const command = `apt-get update && apt-get install -y ${packages.join(' ')}`
  if (hasApt()) return `Install it as root, then run this again:\n    ${command}`
  return `Install it, then run this again. On Debian or Ubuntu, as root:\n    ${command}`
}

function aptGet(args: string[]): void {
  execFileSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}

function prints(command: string, args: string[], expected: RegExp): boolean {
  try {
    return expected.test(
      execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    )
  } catch {
    return false
  }
}
