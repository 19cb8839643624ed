import { DEFAULT_PACKS } from '../models/catalogue.ts'
import { installedPack } from '../models/installed.ts'
import { listPacks, type PackInfo } from '../models/packs.ts'
import type { Check } from './check.ts'

/** The translation pack of the usual job. */
const USUAL_TRANSLATION = 'bergamot-en-es'

/**
 * Checks the model packs. Only the default packs are required. The others are shown if they are
 * installed or usual.
 */
export async function checkPacks(cacheFolder?: string): Promise<Check[]> {
  const packs = await listPacks(cacheFolder === undefined ? {} : { cacheFolder })
  return packs.filter((pack) => pack.installed || isUsual(pack)).map(checkPack)
}

/** Other sizes and pairs would hide what matters. */
function isUsual({ name, pair }: PackInfo): boolean {
  return pair === undefined ? !name.startsWith('sherpa-whisper-') : name === USUAL_TRANSLATION
}

/** Whether the usual job is translated without Apertium and without a chat endpoint. */
export async function hasUsualTranslation(cacheFolder?: string): Promise<boolean> {
  return (await installedPack(USUAL_TRANSLATION, cacheFolder)) !== undefined
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
