import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { modelCache } from '../../../models/cache-folder.ts'

/** An installed transformers.js. */
export interface Runtime {
  /** File that `require` loads. */
  file: string
  version: string
}

const PACKAGE = '@huggingface/transformers'

/**
 * Finds transformers.js in the folder beside the packs, in the project of the current folder, or
 * where this package is installed.
 */
export async function findRuntime(cacheFolder?: string): Promise<Runtime | undefined> {
  const places = [join(runtimeFolder(cacheFolder), 'any.js'), join(process.cwd(), 'any.js'), import.meta.url]
  for (const place of places) {
    const file = resolveFrom(place)
    if (file !== undefined) return { file, version: await versionOf(file) }
  }
  return undefined
}

export function installCommand(cacheFolder?: string): string {
  return `npm install --ignore-scripts --prefix "${runtimeFolder(cacheFolder)}" ${PACKAGE}@4`
}

/** Arguments of npm. Scripts are not needed: one of them downloads code for GPUs. */
export function installArguments(cacheFolder?: string): string[] {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error']
  return ['install', '--ignore-scripts', ...quiet, '--prefix', runtimeFolder(cacheFolder), `${PACKAGE}@4`]
}

function runtimeFolder(cacheFolder?: string): string {
  return join(modelCache(cacheFolder), 'runtime')
}

function resolveFrom(place: string | URL): string | undefined {
  try {
    return createRequire(place).resolve(PACKAGE)
  } catch {
    return undefined
  }
}

async function versionOf(file: string): Promise<string> {
  try {
    const { version } = JSON.parse(await readFile(join(dirname(file), '../package.json'), 'utf8'))
    return String(version)
  } catch {
    return 'unknown'
  }
}
