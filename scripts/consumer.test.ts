import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packAll, type Tarball } from './tarballs.ts'

const CONSUMER = join(import.meta.dirname, 'consumer')
const CLIENT = 'video-translation-client'
const SIMULATOR = 'video-translation-simulator'
const SERVER = 'video-translation-server'
const DASHBOARD = 'video-translation-dashboard'
const LIBRARIES = [CLIENT, DASHBOARD, SIMULATOR, SERVER]

const execute = promisify(execFile)

let folder: string
let tarballs: Tarball[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'consumer-'))
  await cp(CONSUMER, folder, { recursive: true })
  tarballs = packAll(join(folder, 'tarballs'))
  const files = tarballs.map(({ file }) => file)
  const quiet = ['--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund', '--prefer-offline']
  await execute('npm', ['install', ...quiet, ...files], { cwd: folder })
  await writeEntries('client-entries.ts', [CLIENT, SIMULATOR])
  await writeEntries('server-entries.ts', [SERVER, DASHBOARD])
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the tarballs', () => {
  test('contain compiled files, data, the README and the licence, and no sources or tests', () => {
    expect(tarballs.map(({ name }) => name)).toEqual([...LIBRARIES, 'video-translation'])
    for (const { contents } of tarballs) {
      expect(contents).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']))
      const others = contents.filter((path) => !/^(LICENSE|README\.md|package\.json)$/.test(path))
      const known = /^(dist\/.+(\.js|\.d\.ts|-registry\.json)|site\/.+\.(html|css|js|svg|woff2|txt))$/
      expect(others.filter((path) => !known.test(path))).toEqual([])
      expect(others.filter((path) => /\btests?\b|\btesting\b|conformance/.test(path))).toEqual([])
    }
  })

  test('depend on ranges of versions, and on one exact version where only that was tested', async () => {
    for (const name of [...LIBRARIES, 'video-translation']) {
      const { dependencies = {}, optionalDependencies = {} } = await manifestOf(name)
      const exact = Object.entries({ ...dependencies, ...optionalDependencies }).filter(
        ([, range]) => !range.startsWith('^'),
      )
      const tested = name === SERVER ? ['@browsermt/bergamot-translator', 'sherpa-onnx-node'] : []
      expect(exact.map(([dependency]) => dependency)).toEqual(tested)
    }
  })

  test('have a README without links out of the package', async () => {
    for (const name of [...LIBRARIES, 'video-translation'])
      expect(await readFile(join(folder, 'node_modules', name, 'README.md'), 'utf8')).not.toContain('](../')
  })

  test('have no export condition of this workspace', async () => {
    for (const name of LIBRARIES) {
      const { exports } = await manifestOf(name)
      const conditions = Object.values(exports).flatMap((entry) =>
        Object.keys(typeof entry === 'string' ? {} : entry),
      )
      expect([...new Set(conditions)]).toEqual(['types', 'default'])
    }
  })

  test.each([...LIBRARIES, 'video-translation'])(
    '%s passes publint and Are the Types Wrong',
    async (name) => {
      const file = tarballs.find((each) => each.name === name)?.file ?? ''
      expect(JSON.parse(await run('lint.mjs', name, file))).toEqual([])
    },
  )
})

test('every entry can be imported, and so can ./package.json', async () => {
  const exported = JSON.parse(await run('import.mjs', ...LIBRARIES)) as Record<string, string[]>
  expect(Object.keys(exported).length).toBeGreaterThanOrEqual(16)
  expect(exported).toMatchObject({
    'video-translation-client/package.json': ['video-translation-client'],
    'video-translation-client/protocols/heygen': expect.arrayContaining(['heygen']),
    'video-translation-server/models': expect.arrayContaining(['pullPacks']),
    'video-translation-simulator': expect.arrayContaining(['createSimulator']),
  })
})

test('the installed command answers', async () => {
  const command = join(folder, 'node_modules', 'video-translation', 'dist', 'main.js')
  const { stdout } = await execute(process.execPath, [command, '--help'], { cwd: folder })
  expect(stdout).toContain('translate')
})

const SETTINGS = {
  'es2023 and Node types': { lib: ['es2023'], types: ['node'], module: 'nodenext' },
  'es2023, DOM and Node types': { lib: ['es2023', 'dom'], types: ['node'], module: 'node16' },
  'es2023 and DOM, with a bundler': { lib: ['es2023', 'dom'], types: [], module: 'esnext' },
  'es2023 and web worker': { lib: ['es2023', 'webworker'], types: [], module: 'nodenext' },
}

/**
 * TypeScript 7 compiles every setting in a second. The older versions take five seconds for each,
 * so the oldest gets a setting with all entries and one without Node, and the others one each.
 */
const VERSIONS: [version: string, settings: SettingName[]][] = [
  ['5.6', ['es2023 and Node types', 'es2023 and DOM, with a bundler']],
  ['5.9', ['es2023, DOM and Node types']],
  ['6.0', ['es2023 and web worker']],
  ['7.0', Object.keys(SETTINGS) as SettingName[]],
]

describe.each(VERSIONS)('with TypeScript %s', (version, names) => {
  let messages: Record<string, string>

  beforeAll(async () => {
    for (const name of names) await writeConfig(name, SETTINGS[name])
    messages = await (version === '7.0' ? compileEach(names) : compileAll(version, names))
  })

  test('the compiler has that version', async () => {
    expect(await run(compilerOf(version), '--version')).toContain(`Version ${version}.`)
  })

  test.each(names)('the types of every entry compile under %s', (name) => {
    expect(messages[`${name}.json`]).toBe('')
  })
})

/** Compiles a user's program under each setting. The result is the compiler's messages by file. */
async function compileAll(version: string, names: string[]): Promise<Record<string, string>> {
  const configs = names.map((name) => `${name}.json`)
  const compiler = join('node_modules', `typescript-${version}`)
  return JSON.parse(await run('compile.mjs', compiler, ...configs)) as Record<string, string>
}

/** The same with TypeScript 7, which has no library to call, but is quick. */
async function compileEach(names: string[]): Promise<Record<string, string>> {
  const messages: Record<string, string> = {}
  for (const name of names) {
    const compiling = run(compilerOf('7.0'), '-p', `${name}.json`)
    messages[`${name}.json`] = await compiling.catch((error: Failed) => error.stdout || error.stderr)
  }
  return messages
}

async function writeConfig(name: string, { lib, types, module }: Setting): Promise<void> {
  const moduleResolution = module === 'esnext' ? 'bundler' : module
  const setting = { lib, types, module, moduleResolution, target: 'es2022' }
  const strictness = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false }
  const compilerOptions = { ...setting, ...strictness, noEmit: true }
  const files = ['client-entries.ts', 'use-client.ts']
  if (types.length > 0) files.push('server-entries.ts', 'use-server.ts')
  await writeFile(join(folder, `${name}.json`), JSON.stringify({ compilerOptions, files }))
}

interface Failed {
  stdout: string
  stderr: string
}

/**
 * TypeScript 7 needs an optional package, which the consumer omits, so the workspace's own is used.
 */
function compilerOf(version: string): string {
  const folder =
    version === '7.0' ? join(CONSUMER, '../../node_modules/typescript') : `node_modules/typescript-${version}`
  return join(folder, 'bin', 'tsc')
}

type SettingName = keyof typeof SETTINGS
type Setting = (typeof SETTINGS)[SettingName]

/** Writes a program that imports every entry of the packages. */
async function writeEntries(file: string, names: string[]): Promise<void> {
  const entries = JSON.parse(await run('entries.mjs', ...names)) as string[]
  const lines = entries.map((entry, at) => `export * as entry${at} from '${entry}'\n`)
  await writeFile(join(folder, file), lines.join(''))
}

async function run(script: string, ...args: string[]): Promise<string> {
  const { stdout } = await execute(process.execPath, [script, ...args], { cwd: folder })
  return stdout
}

interface Manifest {
  exports: Record<string, string | object>
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

async function manifestOf(name: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8'))
}
