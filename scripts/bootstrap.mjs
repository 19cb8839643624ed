// Runs before `npm run demo` and `npm test`, on whatever Node the machine has: installs the locked dependencies when
// they are missing or out of date (among them the Node that everything else runs on), then compiles.
// Plain JavaScript with no imports beyond Node itself, because nothing is installed yet when it starts.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'

const stamp = 'node_modules/.bootstrapped'
const lockHash = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex')

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lockHash) {
  console.log('Installing dependencies (once)...')
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  writeFileSync(stamp, lockHash)
}
run('npx', ['--no-install', 'tsc', '-b'])

function run(command, args) {
  execFileSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' })
}
