import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const HERE = import.meta.dirname

/**
 * Installs the locked packages of this folder if they are missing, without their install scripts.
 */
export function installPeers(): void {
  if (existsSync(join(HERE, 'node_modules/.package-lock.json'))) return
  console.log('Installing the packages to compare with (once)...')
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: HERE,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
}

/** Loads a package. Only this folder can import them. */
export async function loadPeer<Exports>(name: string): Promise<Exports> {
  return (await import(name)) as Exports
}

/** The installed version of a package. */
export function versionOf(name: string): string {
  const manifest = readFileSync(join(HERE, 'node_modules', name, 'package.json'), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
