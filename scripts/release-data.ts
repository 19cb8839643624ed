// Makes the data folder of this release for the tests of later ones, with the packages as users
// get them: node scripts/release-data.ts [FOLDER-OF-TARBALLS]
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { create } from 'tar'
import { makeData, type Release } from '../packages/server/test/releases/make-data.ts'
import { dataOf } from '../packages/server/test/releases/place.ts'
import { packAll } from './tarballs.ts'

const SERVER = 'video-translation-server'
/** What a server makes anew at its start. */
const MADE_ANEW = new Set(['reserve', 'scratch', 'server.json'])

console.log(await makeReleaseData(process.argv[2]))

/** @param tarballs the folder with them. Default: those of this repository are made. */
async function makeReleaseData(tarballs?: string): Promise<string> {
  const scratch = mkdtempSync(join(tmpdir(), 'release-data-'))
  try {
    const release = await install(tarballsIn(tarballs, scratch), join(scratch, 'installed'))
    const file = dataOf(release.version)
    if (existsSync(file)) throw new Error(`${file} exists. A release does not change; remove it by hand.`)
    const data = await makeData(release.exports, join(scratch, 'data'), scratch)
    writeFileSync(join(scratch, 'release.json'), JSON.stringify(data))
    await pack(scratch, file)
    return file
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

function tarballsIn(folder: string | undefined, scratch: string): string[] {
  if (folder === undefined) return packAll(join(scratch, 'tarballs')).map(({ file }) => file)
  const names = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
  return names.map((name) => resolve(folder, name))
}

async function install(tarballs: string[], folder: string) {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline', '--omit=optional']
  execFileSync('npm', ['install', '--prefix', folder, ...quiet, ...tarballs], { stdio: 'inherit' })
  const installed = join(folder, 'node_modules', SERVER)
  const { default: manifest } = (await import(pathToFileURL(join(installed, 'package.json')).href, {
    with: { type: 'json' },
  })) as { default: { version: string } }
  const exports = (await import(pathToFileURL(join(installed, 'dist/index.js')).href)) as Release
  return { version: manifest.version, exports }
}

async function pack(scratch: string, file: string): Promise<void> {
  const filter = (path: string) => !MADE_ANEW.has(path.replace(/^data\//, '').split('/')[0] ?? '')
  await create({ file, cwd: scratch, gzip: { level: 9 }, portable: true, filter }, ['data', 'release.json'])
}
