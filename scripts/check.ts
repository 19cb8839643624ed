// What `npm test` runs, after the bootstrap has installed and compiled. Steps run in this order;
// the first that fails ends it. Nothing is skipped: what a test needs is installed here, or this
// fails and says what to install.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_PACKS, listPacks, pullPacks } from 'video-translation-server/models'
import {
  APERTIUM_CATALAN,
  APERTIUM_SPANISH,
  CHROMIUM,
  ensureInstalled,
  ESPEAK,
  FFMPEG,
  POSTGRES,
} from './apt.ts'

interface Step {
  name: string
  /** Throws when it fails. */
  run(): void | Promise<void>
}

let counts = { passed: 0, failed: 0 }

const steps: Step[] = [
  { name: 'types: packages', run: () => program('tsc', '-b') },
  { name: 'types: tests, examples, scripts', run: () => program('tsc', '-p', 'tsconfig.tests.json') },
  { name: 'lint', run: () => program('oxlint', '--deny-warnings') },
  { name: 'format', run: () => program('oxfmt', '--check') },
  { name: 'lock file without download addresses', run: checkLockFile },
  { name: 'ffmpeg, translator, voice and browser', run: installPrograms },
  { name: 'model packs', run: pullModels },
  { name: 'tests', run: runTests },
]

process.exitCode = (await runAll()) ? 0 : 1

async function runAll(): Promise<boolean> {
  const done: string[] = []
  for (const { name, run } of steps) {
    const startedAt = performance.now()
    console.log(`\n== ${name}`)
    const error = await attempt(run)
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    done.push(`${error ? '✖' : '✔'} ${name} (${seconds} s)`)
    if (error) return summarise(done, `Stopped at "${name}": ${error.message}`)
  }
  return summarise(done)
}

async function attempt(run: Step['run']): Promise<Error | undefined> {
  try {
    await run()
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/**
 * The last line is the plain closing line; a step that failed before or beside the tests counts as
 * one failure.
 */
function summarise(done: string[], problem?: string): boolean {
  console.log(`\n${done.join('\n')}\n`)
  if (problem) console.log(`${problem}\n`)
  const failed = problem ? Math.max(1, counts.failed) : counts.failed
  console.log(`${counts.passed} passed, ${failed} failed`)
  return failed === 0
}

function program(name: string, ...args: string[]): void {
  const { status, signal, error } = spawnSync(join('node_modules', '.bin', name), args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (error) throw error
  if (status !== 0) throw new Error(`${[name, ...args].join(' ')} ended with ${signal ?? `code ${status}`}.`)
}

function checkLockFile(): void {
  const resolved = readFileSync('package-lock.json', 'utf8').match(/"resolved": "https?:[^"]*"/g) ?? []
  if (resolved.length === 0) return
  throw new Error(
    `package-lock.json holds ${resolved.length} download addresses: npm install with the .npmrc of this repository.`,
  )
}

function installPrograms(): void {
  ensureInstalled([FFMPEG, APERTIUM_SPANISH, APERTIUM_CATALAN, ESPEAK, CHROMIUM, POSTGRES])
}

/** The Spanish recogniser listens to the dub in the tests. */
async function pullModels(): Promise<void> {
  const wanted = [...DEFAULT_PACKS, 'moonshine-base-es']
  const missing = (await listPacks()).filter(({ name, installed }) => wanted.includes(name) && !installed)
  for (const { name, downloadBytes } of missing) {
    console.log(`downloading ${name}, once (${Math.ceil(downloadBytes / 1e6)} MB)`)
    await pullPacks([name])
  }
}

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; assertionResults: unknown[] }[]
}

function runTests(): void {
  const folder = mkdtempSync(join(tmpdir(), 'check-'))
  const file = join(folder, 'report.json')
  try {
    const failure = whyFailed(() =>
      program('vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`),
    )
    if (existsSync(file)) counts = countTests(JSON.parse(readFileSync(file, 'utf8')) as VitestReport)
    if (failure) throw failure
    if (counts.passed === 0) throw new Error('No test ran.')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/**
 * A test that is skipped is a promise that nobody keeps, and a file that does not even load is a
 * failure too.
 */
function countTests(report: VitestReport): { passed: number; failed: number } {
  const skipped = report.numPendingTests + report.numTodoTests
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  if (skipped > 0) console.log(`${skipped} tests were skipped: that counts as failed.`)
  return { passed: report.numPassedTests, failed: report.numFailedTests + skipped + unloaded.length }
}

function whyFailed(run: () => void): Error | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    return error as Error
  }
}
