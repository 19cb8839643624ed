// Builds the dashboard into packages/dashboard/site, unless that was built from the same sources.
// It is plain JavaScript, because the bootstrap runs it with the machine's own Node.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
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
  // Several processes may build at once, and none may see the half of another.
  const built = mkdtempSync(join(ROOT, 'node_modules', '.dashboard-'))
  execFileSync(vite, ['build', '--outDir', built, '--emptyOutDir', '--logLevel', 'warn'], {
    cwd: APP,
    stdio: ['ignore', 'inherit', 'inherit'],
    // The tests set another one, with which React would be its version for development.
    env: { ...process.env, NODE_ENV: 'production' },
    shell: process.platform === 'win32',
  })
  // The server may run as another user.
  chmodSync(built, 0o755)
  writePages(built)
  replaceSite(built)
  writeFileSync(STAMP, hash)
}

/** Another process may put its own there meanwhile, which is the same. */
function replaceSite(built) {
  try {
    rmSync(SITE, { recursive: true, force: true })
    renameSync(built, SITE)
  } catch (error) {
    if (!existsSync(join(SITE, 'index.html'))) throw error
    rmSync(built, { recursive: true, force: true })
  }
}

/** What comes with each page but the list. Its words are guessed to be English, which are 4 kB. */
const PAGES = {
  'new.html': ['src/new/new-page.tsx', 'src/words/en-pages.ts'],
  'translation.html': ['src/translation/translation-page.tsx', 'src/words/en-pages.ts'],
  'studio.html': ['src/studio/studio-page.tsx', 'src/words/en-pages.ts'],
  'overview.html': ['src/overview/overview-page.tsx', 'src/words/en-pages.ts'],
  'settings.html': ['src/settings/settings-page.tsx', 'src/words/en-pages.ts'],
}

/** Pages that name their files, so that the browser fetches them at once. */
function writePages(folder) {
  const manifestFile = join(folder, 'manifest.json')
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'))
  rmSync(manifestFile)
  const html = readFileSync(join(folder, 'index.html'), 'utf8')
  for (const [name, modules] of Object.entries(PAGES)) {
    const files = modules.flatMap((module) => filesOf(module, manifest))
    const links = [...new Set(files)].filter((file) => !html.includes(file)).map(linkTo)
    writeFileSync(join(folder, name), html.replace('  </head>', `${links.join('')}  </head>`))
  }
}

/** The files of a module and of what it imports. */
function filesOf(module, manifest) {
  const { file, css = [], imports = [] } = manifest[module]
  return [file, ...css, ...imports.flatMap((name) => filesOf(name, manifest))]
}

function linkTo(file) {
  const rel = file.endsWith('.css') ? 'stylesheet' : 'modulepreload'
  return `    <link rel="${rel}" crossorigin href="./${file}">\n`
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
