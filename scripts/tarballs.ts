import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const PACKAGES = ['packages/client', 'packages/simulator', 'packages/server', 'apps/cli']
const SOURCE_CONDITION = 'video-translation-source'

export interface Tarball {
  name: string
  /** Path of the `.tgz`. */
  file: string
  /** Paths inside it. */
  contents: string[]
}

/** Packs what is compiled. What runs from source in this workspace stays out: tests, sources, and their condition. */
export function packAll(into: string): Tarball[] {
  mkdirSync(into, { recursive: true })
  return PACKAGES.map((folder) => pack(join(ROOT, folder), into))
}

function pack(from: string, into: string): Tarball {
  const stage = mkdtempSync(join(tmpdir(), 'pack-'))
  try {
    for (const name of ['README.md', 'LICENSE']) cpSync(join(from, name), join(stage, name))
    copyCompiled(join(from, 'dist'), join(from, 'src'), join(stage, 'dist'))
    writeFileSync(join(stage, 'package.json'), publishedManifest(join(from, 'package.json')))
    return npmPack(stage, into)
  } finally {
    rmSync(stage, { recursive: true })
  }
}

/** The compiler leaves the output of a source that was deleted or renamed; that is no part of the package. */
function copyCompiled(dist: string, src: string, to: string): void {
  if (!existsSync(dist)) throw new Error(`${dist} is missing. Compile first: npm run bootstrap`)
  cpSync(dist, to, {
    recursive: true,
    filter: (path) => existsSync(src + path.slice(dist.length).replace(/(\.d\.ts|\.js)$/, '.ts')),
  })
}

function publishedManifest(path: string): string {
  const { devDependencies: _, ...manifest } = JSON.parse(readFileSync(path, 'utf8')) as Record<
    string,
    unknown
  >
  const isNoSource = (key: string, value: unknown): unknown => (key === SOURCE_CONDITION ? undefined : value)
  return `${JSON.stringify(manifest, isNoSource, 2)}\n`
}

function npmPack(folder: string, into: string): Tarball {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', into]
  const printed = execFileSync('npm', args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  })
  // npm 12 prints an object by name, older ones a list.
  const [report] = Object.values(JSON.parse(printed)) as [NpmPack]
  return {
    name: report.name,
    file: join(into, report.filename),
    contents: report.files.map(({ path }) => path),
  }
}

interface NpmPack {
  name: string
  filename: string
  files: { path: string }[]
}
