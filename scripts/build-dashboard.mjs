// Builds the dashboard into packages/dashboard/site, unless that was built from the same sources.
// It is plain JavaScript, because the bootstrap runs it with the machine's own Node.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = join(import.meta.dirname, '..')
const APP = join(ROOT, 'apps', 'dashboard')
const SITE = join(ROOT, 'packages', 'dashboard', 'site')
const STAMP = join(ROOT, 'node_modules', '.dashboard-built-from')

if (process.argv[1] === fileURLToPath(import.meta.url)) buildDashboard()

export function buildDashboard() {
  const hash = hashOfSources()
  const isBuilt = existsSync(join(SITE, 'index.html')) && existsSync(STAMP)
  if (isBuilt && readFileSync(STAMP, 'utf8') === hash) return
  console.log('Building the dashboard (only after changes)...')
  const vite = join(ROOT, 'node_modules', '.bin', 'vite')
  execFileSync(vite, ['build', '--logLevel', 'warn'], {
    cwd: APP,
    stdio: ['ignore', 'inherit', 'inherit'],
    // The tests set another one, with which React would be its version for development.
    env: { ...process.env, NODE_ENV: 'production' },
    shell: process.platform === 'win32',
  })
  writeFileSync(STAMP, hash)
}

/** The lock file stands for the libraries. */
function hashOfSources() {
  const hash = createHash('sha256')
  const files = [
    'package-lock.json',
    'scripts/build-dashboard.mjs',
    ...['src', 'styles', 'public'].flatMap((folder) => filesIn(join('apps', 'dashboard', folder))),
    ...['index.html', 'vite.config.ts', 'package.json'].map((name) => join('apps', 'dashboard', name)),
    ...filesIn(join('packages', 'client', 'src')),
  ]
  for (const file of files.filter((name) => !name.includes('.test.')).sort())
    hash.update(`${file}\0`).update(readFileSync(join(ROOT, file)))
  return hash.digest('hex')
}

function filesIn(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(ROOT.length + 1))
}
