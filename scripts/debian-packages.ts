import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Packages of Debian, unpacked for the tests alone. Nothing is installed, so no service starts. */
export interface UnpackedPackages {
  /** The name of their folder in the user's cache. */
  name: string
  packages: string[]
  /** Changes the unpacked files, once. */
  adapt?(root: string): Promise<void>
}

/** Downloads and unpacks the packages, once. Resolves with the folder that is their `/`. */
export async function unpackPackages({ name, packages, adapt }: UnpackedPackages): Promise<string> {
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'video-translation-tests')
  const target = join(cache, name)
  if (existsSync(target)) return target
  await mkdir(cache, { recursive: true })
  const draft = await mkdtemp(join(cache, 'draft-'))
  try {
    await download(draft, packages)
    for (const file of await readdir(draft)) {
      if (file.endsWith('.deb')) await run('dpkg-deb', ['-x', join(draft, file), join(draft, 'root')])
    }
    await adapt?.(join(draft, 'root'))
    await rename(join(draft, 'root'), target).catch((error: unknown) => {
      // Another run of the tests may have been quicker.
      if (!existsSync(target)) throw error
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return target
}

async function download(folder: string, packages: string[]): Promise<void> {
  // As root, apt would download as a user who may not write here.
  const asRoot = process.getuid?.() === 0 ? ['-o', 'APT::Sandbox::User=root'] : []
  const fetch = () => run('apt-get', [...asRoot, 'download', ...packages], { cwd: folder })
  try {
    await fetch().catch(async () => {
      await run('apt-get', ['update', '-qq'])
      await fetch()
    })
  } catch (cause) {
    const advice = 'These tests need Debian 12, apt-get and its package lists (run `apt-get update` as root).'
    throw new Error(advice, { cause })
  }
}
