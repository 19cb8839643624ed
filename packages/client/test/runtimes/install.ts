import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const MODULES = join(import.meta.dirname, 'node_modules')
const INSTALLED = join(MODULES, '.package-lock.json')

/**
 * Installs the locked runtimes of this folder if they are missing or others, without their install
 * scripts.
 */
export function installRuntimes(): void {
  if (existsSync(INSTALLED) && hasAll()) return
  console.log('Installing Node 22 and 26, Deno, Bun and workerd (once)...')
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: import.meta.dirname,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
}

interface Lock {
  packages: Record<string, { version?: string }>
}

/** Whether all that is locked was installed in the locked version, but for other platforms. */
function hasAll(): boolean {
  const read = (path: string) => (JSON.parse(readFileSync(path, 'utf8')) as Lock).packages
  const installed = read(INSTALLED)
  const locked = Object.entries(read(join(import.meta.dirname, 'package-lock.json')))
  return locked.every(([path, { version }]) => !installed[path] || installed[path].version === version)
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

/** A Node of another version: the one of npm, or where npm has none the path in a variable. */
export function nodeOf(major: 22 | 26): string {
  const named = process.env[`NODE_${major}`]
  const found = named ?? join(MODULES, `node-${major}`, 'bin', 'node')
  if (existsSync(found)) return found
  throw new Error(`There is no Node ${major} at ${found}. Set NODE_${major} to the path of its program.`)
}
