import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Figure, SoakOptions, Subject } from '../subject.ts'

const ROOT = resolve(import.meta.dirname, '../../../..')
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs')

export const subject: Subject = {
  promise: 'What the tests check with stand-ins and with a choice is true with the real models and in whole.',
  run,
}

async function run({ folder, tell }: SoakOptions): Promise<Figure[]> {
  const file = join(folder, 'report.json')
  const args = ['run', '--config', 'vitest.long.config.ts', '--reporter=default', '--reporter=json']
  const child = spawn(process.execPath, [VITEST, ...args, `--outputFile.json=${file}`], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  tell(`vitest ended with code ${code}.`)
  const report = JSON.parse(await readFile(file, 'utf8')) as Report
  return [
    { name: 'tests', value: report.numTotalTests },
    { name: 'failed', value: report.numTotalTests - report.numPassedTests, atMost: 0 },
    { name: 'files that failed', value: report.numFailedTestSuites, atMost: 0 },
  ]
}

interface Report {
  numTotalTests: number
  numPassedTests: number
  numFailedTestSuites: number
}
