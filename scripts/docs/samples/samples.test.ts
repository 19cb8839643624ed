import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import './load-parts.ts'
import { ROOT } from '../sources.ts'
import { typedSamples } from './collect.ts'
import { backendFetch, closeBackends } from './given/backends.ts'
import { programOf } from './program.ts'
import { runSample, startVirtualTime } from './run-sample.ts'

/** In the repository, so that the packages are found. Git ignores it. */
const FOLDER = join(ROOT, 'out/samples')

/** What the readers of the pages have set. */
const ENVIRONMENT = {
  AZURE_SPEECH_KEY: 'key',
  ELEVENLABS_API_KEY: 'key',
  ELEVENLABS_WEBHOOK_SECRET: 'a secret',
  HEYGEN_API_KEY: 'key',
  VOZO_API_KEY: 'key',
  WEBHOOK_SECRET: `whsec_${btoa('a secret of thirty-two characters')}`,
}

const samples = typedSamples()
const checked = samples.filter(({ note }) => !note.startsWith('not checked'))
const run = samples.filter(({ note }) => note === '')

let folder: string
const home = process.cwd()

beforeAll(async () => {
  vi.stubGlobal('fetch', backendFetch)
  vi.spyOn(console, 'log').mockReturnValue()
  for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value)
  startVirtualTime()
  folder = mkdtempSync(join(tmpdir(), 'samples-'))
  writeFileSync(join(folder, 'talk.mp4'), 'a video')
  process.chdir(folder)
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  for (const { name, code, given } of checked) {
    const names = Object.keys(await runSample(async () => (await import(given)) as object, false))
    const program = programOf(code, { module: relative(FOLDER, given), names })
    writeFileSync(join(FOLDER, name), program)
  }
})

afterAll(async () => {
  process.chdir(home)
  await closeBackends()
  vi.useRealTimers()
  rmSync(folder, { recursive: true })
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

test('only these samples are not run, and say why', () => {
  expect(samples.length).toBeGreaterThan(40)
  expect(samples.filter(({ note }) => note !== '').map(({ path, note }) => `${path}: ${note}`)).toEqual([
    'docs/backup.md: not run: it copies the data folder of a server',
    'docs/dashboard.md: not run: it goes on until it is stopped',
    'docs/dashboard.md: not run: it needs a page',
    'docs/operate/postgresql.md: not run: it needs PostgreSQL',
    'docs/operate/s3.md: not run: it needs a bucket',
    'packages/server/README.md: not run: it takes a port; `npm run newcomer` runs it',
  ])
})

test('every sample in TypeScript compiles against the declarations of the packages', async () => {
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2024', 'esnext.disposable', 'dom', 'dom.iterable', 'dom.asynciterable'],
    module: 'nodenext',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    types: ['node'],
    jsx: 'react-jsx',
  }
  const files = checked.map(({ name }) => name)
  writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
  const compiler = join(ROOT, 'node_modules/.bin/tsc')
  const compiling = promisify(execFile)(compiler, ['-p', FOLDER], { cwd: FOLDER })
  const { stdout } = await compiling.catch((error: { stdout: string }) => error)
  expect(stdout).toBe('')
})

test.each(run.map((sample) => [`${sample.path}:${sample.line}`, sample] as const))(
  '%s runs',
  async (_, sample) => {
    const { name, code, given } = sample
    const { renew } = (await import(given)) as { renew(): Promise<void> }
    await renew()
    const { run: program } = (await import(join(FOLDER, name))) as { run(): Promise<unknown> }
    await runSample(program, code.includes("'node:fs"))
  },
)
