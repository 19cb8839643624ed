// Runs before `npm run demo` and `npm test`, on whatever Node the machine has: installs the locked dependencies when
// they are missing or out of date (among them the Node that everything else runs on), then compiles.
// Plain JavaScript with no imports beyond Node itself, because nothing is installed yet when it starts.
import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'

const stamp = 'node_modules/.bootstrapped'
const lockHash = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex')

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lockHash) {
  console.log('Installing dependencies (once)...')
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  writeFileSync(stamp, lockHash)
}
run('npx', ['--no-install', 'tsc', '-b'])
// At install npm leaves out a command that is not compiled yet. This puts `video-translation` beside the others.
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
