import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const MODULES = join(import.meta.dirname, 'node_modules')

/**
 * Installs the locked runtimes of this folder if they are missing, without their install scripts.
 */
export function installRuntimes(): void {
  if (existsSync(join(MODULES, '.package-lock.json'))) return
  console.log('Installing Deno, Bun and workerd (once)...')
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: import.meta.dirname,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
}

/** The program in the package of a scope that npm installed for this platform. */
export function programOf(scope: '@oven' | '@deno' | '@cloudflare', name: string): string {
  const folder = join(MODULES, scope)
  const paths = readdirSync(folder).flatMap((each) => [
    join(folder, each, 'bin', name),
    join(folder, each, name),
  ])
  const found = paths.flatMap((path) => [path, `${path}.exe`]).find((path) => existsSync(path))
  if (!found) throw new Error(`There is no ${name} for this platform in ${folder}.`)
  return found
}
