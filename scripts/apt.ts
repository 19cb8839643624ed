import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** A program that npm cannot install, and the Debian packages that have it. */
export interface SystemNeed {
  what: string
  packages: string[]
  isInstalled(): boolean
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
