// Builds the site of the documents into out/site: npm run docs
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createServer, createSimulatedEngine } from 'video-translation-server'
import { cliReference } from '../docs/cli-reference.ts'
import { type PackageName, packageReference, REFERENCES } from '../docs/package-reference.ts'
import { filesOf, ROOT } from '../docs/sources.ts'
import { siteLinks, sitePath } from './site-links.ts'

const TOOLS = import.meta.dirname
const SOURCE = join(TOOLS, 'pages')
const OUT = join(ROOT, 'out/site')

install()
rmSync(SOURCE, { recursive: true, force: true })
copyDocuments()
await writeReferences()
writeSettings()
execFileSync('npx', ['--no-install', 'vitepress', 'build', SOURCE, '--outDir', OUT], {
  cwd: TOOLS,
  stdio: 'inherit',
})
console.log(OUT)

/** Once; it weighs 100 MB, and only the site needs it. */
function install(): void {
  execFileSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--no-save', '--prefer-offline', '--loglevel=error'],
    {
      cwd: TOOLS,
      stdio: 'inherit',
    },
  )
}

function copyDocuments(): void {
  for (const { path, text } of filesOf('docs/*.md')) {
    const inside = path.slice('docs/'.length)
    if (!inside.startsWith('decisions/')) write(sitePath(inside), siteLinks(text, inside))
  }
  for (const { path } of filesOf('docs/*.svg', 'docs/*.jpg', 'docs/*.png'))
    cpSync(join(ROOT, path), join(SOURCE, path.slice('docs/'.length)))
  cpSync(join(TOOLS, 'home.md'), join(SOURCE, 'index.md'))
  // The first page names its picture in its settings, which the builder does not resolve.
  cpSync(join(ROOT, 'docs/pictures'), join(SOURCE, 'public/pictures'), { recursive: true })
}

async function writeReferences(): Promise<void> {
  write('reference/cli.md', cliReference())
  for (const of of Object.keys(REFERENCES) as PackageName[]) write(`reference/${of}.md`, packageReference(of))
  write('reference/http.md', await httpReference())
}

/** What a server shows at `/docs`, without its frame. */
async function httpReference(): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'site-'))
  const server = await createServer({ dataDir, logLevel: 'silent', engines: [createSimulatedEngine()] })
  try {
    const page = await (await server.fetch(`${server.url}/docs`)).text()
    const [, main = ''] = /<main>(.*)<\/main>/s.exec(page) ?? []
    const body = main.replace(/<h1>.*?<\/h1>/, '').replaceAll(/\n+/g, '\n')
    return `---\noutline: false\n---\n\n# HTTP: every request\n\n<div v-pre class="http-reference">\n${body}\n</div>\n`
  } finally {
    await server.close()
    rmSync(dataDir, { recursive: true })
  }
}

function writeSettings(): void {
  mkdirSync(join(SOURCE, '.vitepress'), { recursive: true })
  for (const name of ['config.ts', 'heading-id.ts', 'pages.ts'])
    cpSync(join(TOOLS, name), join(SOURCE, '.vitepress', name))
}

function write(path: string, text: string): void {
  const file = join(SOURCE, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
