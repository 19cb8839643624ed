// Runs before `npm run demo` and `npm test` with the machine's own Node. It installs the locked
// dependencies when they are missing or out of date, a current Node among them, and compiles.
// It is plain JavaScript and imports only Node's modules, because nothing is installed yet.
import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { buildDashboard } from './build-dashboard.mjs'

const STAMP = 'node_modules/.bootstrapped'
const lockHash = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex')

if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== lockHash) {
  console.log('Installing dependencies (once)...')
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  writeFileSync(STAMP, lockHash)
}
run('npx', ['--no-install', 'tsc', '-b'])
buildDashboard()
// `npm ci` does not link a command that is not compiled yet, so this links `video-translation`.
if (!isExecutable('node_modules/.bin/video-translation'))
  run('npm', ['rebuild', 'video-translation', '--ignore-scripts', '--loglevel=error'], 'ignore')

function run(command, args, stdout = 'inherit') {
  execFileSync(command, args, { stdio: ['inherit', stdout, 'inherit'], shell: process.platform === 'win32' })
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
