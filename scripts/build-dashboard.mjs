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
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'

const ROOT = join(import.meta.dirname, '..')
const APP = join(ROOT, 'apps', 'dashboard')
const SITE = join(ROOT, 'packages', 'dashboard', 'site')
const STAMP = join(ROOT, 'node_modules', '.dashboard-built-from')

export function buildDashboard() {
  const hash = hashOfSources()
  if (isBuiltFrom(hash)) return
  console.log('Building the dashboard (only after changes)...')
  // Several processes may build at once, and none may see the half of another.
  const built = mkdtempSync(join(ROOT, 'node_modules', '.dashboard-'))
  try {
    runVite(built)
    writePages(built)
    compressFiles(built)
    // Another process may be done, and what it has built is in use already.
    if (isBuiltFrom(hash)) return
    replaceSite(built)
    writeFileSync(STAMP, hash)
  } finally {
    rmSync(built, { recursive: true, force: true })
  }
}

function isBuiltFrom(hash) {
  const isBuilt = existsSync(join(SITE, 'index.html')) && existsSync(STAMP)
  return isBuilt && readFileSync(STAMP, 'utf8') === hash
}

function runVite(built) {
  const vite = join(ROOT, 'node_modules', '.bin', 'vite')
  execFileSync(vite, ['build', '--outDir', built, '--emptyOutDir', '--logLevel', 'warn'], {
    cwd: APP,
    stdio: ['ignore', 'inherit', 'inherit'],
    // The tests set another one, with which React would be its version for development.
    env: { ...process.env, NODE_ENV: 'production' },
    shell: process.platform === 'win32',
  })
  // The server may run as another user.
  chmodSync(built, 0o755)
}

/** Another process may put its own there meanwhile, which is the same. */
function replaceSite(built) {
  try {
    rmSync(SITE, { recursive: true, force: true })
    renameSync(built, SITE)
  } catch (error) {
    if (!existsSync(join(SITE, 'index.html'))) throw error
  }
}

/** What every page needs at once. */
const FIRST = ['src/app.tsx', '../../packages/client/src/lib/later-verbs.ts']

/** What comes with each page. Its words are guessed to be English, which are 4 kB. */
const PAGES = {
  'index.html': { modules: ['src/list/list-page.tsx'], title: 'list.title' },
  'new.html': { modules: ['src/new/new-page.tsx', 'src/words/en-pages.ts'], title: 'shell.new' },
  // What these two are called is known with their translation.
  'translation.html': { modules: ['src/translation/translation-page.tsx', 'src/words/en-pages.ts'] },
  'studio.html': { modules: ['src/studio/studio-page.tsx', 'src/words/en-pages.ts'] },
  'overview.html': {
    modules: ['src/overview/overview-page.tsx', 'src/words/en-pages.ts'],
    title: 'shell.overview',
  },
  'settings.html': {
    modules: ['src/settings/settings-page.tsx', 'src/words/en-pages.ts'],
    title: 'settings.title',
  },
  // What an unknown address shows has no title before the code knows it.
  'unknown.html': { modules: [] },
}

/** Pages that name their files, so that the browser fetches them at once, and show their title. */
function writePages(folder) {
  const manifestFile = join(folder, 'manifest.json')
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'))
  rmSync(manifestFile)
  const html = readFileSync(join(folder, 'index.html'), 'utf8')
  for (const [name, { modules, title }] of Object.entries(PAGES)) {
    const links = linksOf(modules, { manifest, html, folder })
    const page = html.replace('  </head>', `${links.join('')}  </head>`)
    writeFileSync(
      join(folder, name),
      title ? page.replace('</header>', `</header>${headingOf(title)}`) : page,
    )
  }
}

/** Code gives way to the styles, with which the first paint is there, and to the first requests. */
function linksOf(modules, { manifest, html, folder }) {
  const filesOfAll = (names) => [...new Set(names.flatMap((name) => filesOf(name, manifest)))]
  const urgent = filesOfAll(['index.html'])
  const others = filesOfAll([...FIRST, ...modules]).filter((file) => !urgent.includes(file))
  return [
    ...urgent.filter((file) => !html.includes(file)).map((file) => linkTo(file)),
    ...largestFirst(others, folder).map((file) => linkTo(file, 'fetchpriority="low" ')),
  ]
}

/** The files of a module, after those of what it imports. */
function filesOf(module, manifest) {
  const { file, imports = [] } = manifest[module]
  return [...imports.flatMap((name) => filesOf(name, manifest)), file]
}

/** A browser has few connections to a server, and the largest file needs one the longest. */
function largestFirst(files, folder) {
  const sizeOf = (file) => statSync(join(folder, file)).size
  return files.toSorted((one, other) => sizeOf(other) - sizeOf(one))
}

function linkTo(file, priority = '') {
  return `    <link rel="modulepreload" ${priority}crossorigin href="./${file}">\n`
}

/** The style sheet shows the one in the language of the page. */
function headingOf(title) {
  const texts = ['en', 'es'].map((locale) => `<span lang="${locale}">${wordOf(title, locale)}</span>`)
  return `\n      <main class="first-page"><h1>${texts.join('')}</h1></main>`
}

function wordOf(key, locale) {
  const files = [locale, `${locale}-pages`].map((name) => join(APP, 'src', 'words', `${name}.ts`))
  const found = new RegExp(`'${key}': '([^']+)'`).exec(files.map((file) => readFileSync(file)).join(''))
  if (!found) throw new Error(`There is no word ${key} in ${files.join(' or ')}.`)
  return found[1]
}

/** So compressed, which takes seconds, a file is a seventh smaller than the server makes it. */
function compressFiles(folder) {
  const assets = join(folder, 'assets')
  for (const name of readdirSync(assets).filter((file) => /\.(js|css)$/.test(file))) {
    const bytes = readFileSync(join(assets, name))
    writeFileSync(join(assets, `${name}.br`), brotliCompressSync(bytes))
  }
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

if (process.argv[1] === fileURLToPath(import.meta.url)) buildDashboard()
