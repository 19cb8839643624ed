import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Something that npm cannot bring, and the Debian packages that do. */
export interface SystemNeed {
  what: string
  packages: string[]
  isThere(): boolean
}

export const APERTIUM_SPANISH: SystemNeed = {
  what: 'the translator Apertium, English to Spanish',
  packages: ['apertium', 'apertium-eng-spa'],
  isThere: () => prints('apertium', ['-l'], /^\s*eng-spa$/m),
}

export const APERTIUM_CATALAN: SystemNeed = {
  what: 'the translator Apertium, English to Catalan',
  packages: ['apertium', 'apertium-eng-cat'],
  isThere: () => prints('apertium', ['-l'], /^\s*eng-cat$/m),
}

export const ESPEAK: SystemNeed = {
  what: 'the voice espeak-ng',
  packages: ['espeak-ng'],
  isThere: () => prints('espeak-ng', ['--version'], /eSpeak/),
}

/** What npm brings along is of 2018. ffmpeg 5 has libavutil 57. */
export const FFMPEG: SystemNeed = {
  what: 'ffmpeg 5 or newer',
  packages: ['ffmpeg'],
  isThere: () =>
    ['ffmpeg', 'ffprobe'].every((tool) => prints(tool, ['-version'], /^libavutil\s+(5[7-9]|[6-9]\d)/m)),
}

export const CHROMIUM: SystemNeed = {
  what: 'the browser Chromium',
  packages: ['chromium'],
  isThere: () => prints('chromium', ['--version'], /Chrom/),
}

/**
 * Installs what is missing where that can be done without asking anybody: as root, with apt-get. Elsewhere it throws with
 * the command that a person would have to run.
 */
export function ensureInstalled(needs: SystemNeed[]): void {
  const missing = needs.filter((need) => !need.isThere())
  if (missing.length === 0) return
  const packages = [...new Set(missing.flatMap((need) => need.packages))]
  const names = missing.map((need) => need.what).join('; ')
  if (!mayInstall()) throw new Error(`Missing: ${names}.\n${advice(packages)}`)
  console.log(`Missing: ${names}.\nInstalling with apt-get, once: ${packages.join(' ')}`)
  aptGet(['update', '-qq'])
  aptGet(['install', '-y', '-qq', '--no-install-recommends', ...packages])
  const still = missing.filter((need) => !need.isThere())
  if (still.length > 0)
    throw new Error(`Installed, and still not there: ${still.map((need) => need.what).join('; ')}.`)
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
