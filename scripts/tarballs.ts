import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const PACKAGES = [
  'packages/client',
  'packages/dashboard',
  'packages/simulator',
  'packages/server',
  'apps/cli',
]
const SOURCE_CONDITION = 'video-translation-source'

export interface Tarball {
  name: string
  version: string
  /** Path of the `.tgz`. */
  file: string
  /** Its digest, as a registry has it. */
  integrity: string
  /** Paths inside it. */
  contents: string[]
}

/** Packs the compiled packages, without tests, sources and the export condition for sources. */
export function packAll(into: string, folders: readonly string[] = PACKAGES): Tarball[] {
  mkdirSync(into, { recursive: true })
  return folders.map((folder) => pack(join(ROOT, folder), into))
}

function pack(from: string, into: string): Tarball {
  const stage = mkdtempSync(join(tmpdir(), 'pack-'))
  try {
    cpSync(join(from, 'LICENSE'), join(stage, 'LICENSE'))
    writeFileSync(join(stage, 'README.md'), publishedReadme(join(from, 'README.md')))
    copyCompiled(join(from, 'dist'), join(from, 'src'), join(stage, 'dist'))
    copySite(from, stage)
    writeFileSync(join(stage, 'package.json'), publishedManifest(join(from, 'package.json')))
    return npmPack(stage, into)
  } finally {
    rmSync(stage, { recursive: true })
  }
}

/** Copies the output of existing sources; the compiler keeps the output of deleted ones. */
function copyCompiled(dist: string, src: string, to: string): void {
  if (!existsSync(dist)) throw new Error(`${dist} is missing. Compile first: npm run bootstrap`)
  cpSync(dist, to, {
    recursive: true,
    filter: (path) => existsSync(src + path.slice(dist.length).replace(/(\.d\.ts|\.js)$/, '.ts')),
  })
}

/** Copies the built files of the dashboard, which only its package names among its files. */
export function copySite(from: string, stage: string): void {
  const { files = [] } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as { files?: string[] }
  const site = join(from, 'site')
  if (!files.includes('site')) return
  if (!existsSync(join(site, 'index.html'))) throw new Error(`${site} is missing. Run: npm run bootstrap`)
  cpSync(site, join(stage, 'site'), { recursive: true })
}

/** Links into the repository would be dead in an installed package, so their paths become text. */
function publishedReadme(path: string): string {
  const text = readFileSync(path, 'utf8').replaceAll(
    /\[([^\]]+)\]\((?:\.\.\/)+([^)]+)\)/g,
    (_, label: string, target: string) => (label === target ? label : `${label} (\`${target}\`)`),
  )
  return `${text}\nThe paths \`docs/...\` are in the repository of this package.\n`
}

function publishedManifest(path: string): string {
  const { devDependencies: _, ...manifest } = JSON.parse(readFileSync(path, 'utf8')) as Record<
    string,
    unknown
  >
  const dropSources = (key: string, value: unknown): unknown => (key === SOURCE_CONDITION ? undefined : value)
  return `${JSON.stringify(manifest, dropSources, 2)}\n`
}

function npmPack(folder: string, into: string): Tarball {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', into]
  const printed = execFileSync('npm', args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  })
  // npm 12 prints an object by name, older versions a list.
  const [report] = Object.values(JSON.parse(printed)) as [NpmPack]
  return {
    name: report.name,
    version: report.version,
    file: join(into, report.filename),
    integrity: report.integrity,
    contents: report.files.map(({ path }) => path),
  }
}

interface NpmPack {
  name: string
  version: string
  filename: string
  integrity: string
  files: { path: string }[]
}
