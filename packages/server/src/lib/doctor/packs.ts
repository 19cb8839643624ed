import { DEFAULT_PACKS } from '../models/catalogue.ts'
import { listPacks, type PackInfo } from '../models/packs.ts'
import type { Check } from './check.ts'

/** The model packs: those of the usual job must be there, others may. */
export async function checkPacks(cacheFolder?: string): Promise<Check[]> {
  const packs = await listPacks(cacheFolder === undefined ? {} : { cacheFolder })
  return packs.map(checkPack)
}

function checkPack({ name, installed, path, description, downloadBytes }: PackInfo): Check {
  const usual = DEFAULT_PACKS.includes(name)
  return {
    name: `pack ${name}`,
    ok: installed,
    optional: !usual,
    found: installed ? path : 'not downloaded',
    neededFor: description,
    ...(!installed && {
      fix: `video-translation models pull ${name}  (${Math.ceil(downloadBytes / 1e6)} MB)`,
    }),
  }
}
