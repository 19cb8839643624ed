import { DEFAULT_PACKS } from '../models/catalogue.ts'
import { listPacks, type PackInfo } from '../models/packs.ts'
import type { Check } from './check.ts'

/** Checks the model packs. Only the default packs are required. */
export async function checkPacks(cacheFolder?: string): Promise<Check[]> {
  const packs = await listPacks(cacheFolder === undefined ? {} : { cacheFolder })
  return packs.map(checkPack)
}

function checkPack({ name, installed, path, description, downloadBytes }: PackInfo): Check {
  const required = DEFAULT_PACKS.includes(name)
  return {
    name: `pack ${name}`,
    ok: installed,
    optional: !required,
    found: installed ? path : 'not downloaded',
    neededFor: description,
    ...(!installed && {
      fix: `video-translation models pull ${name}  (${Math.ceil(downloadBytes / 1e6)} MB)`,
    }),
  }
}
