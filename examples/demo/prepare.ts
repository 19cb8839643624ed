import {
  DEFAULT_PACKS,
  listPacks,
  pullPacks,
  type PackInfo,
  type PullProgress,
} from 'video-translation-server/models'
import { APERTIUM_SPANISH, ensureInstalled, FFMPEG } from '../../scripts/apt.ts'
import { createBar, fold } from './display.ts'

const TRANSLATION_PACK = 'bergamot-en-es'
/** Silence of the site of that pack after which the demo goes on without it. */
const SILENCE_MS = 10_000

/**
 * Makes sure that something translates: a chat endpoint if one is configured, else the neural
 * translator, else Apertium, which npm cannot install.
 */
export async function ensureTranslator(): Promise<void> {
  if (process.env['VIDEO_TRANSLATION_CHAT_URL'] || (await hasTranslationPack())) return
  ensureInstalled([APERTIUM_SPANISH])
}

async function hasTranslationPack(): Promise<boolean> {
  const pack = (await listPacks()).find(({ name }) => name === TRANSLATION_PACK)
  if (!pack || pack.installed) return pack?.installed ?? false
  try {
    const bar = createBar(`${pack.name} (${pack.licence}), ${Math.ceil(pack.downloadBytes / 1e6)} MB, once`)
    const onProgress = ({ bytes, totalBytes }: PullProgress) => bar.update(bytes / totalBytes)
    await pullPacks([TRANSLATION_PACK], { silenceMs: SILENCE_MS, onProgress })
    bar.done()
    return true
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    console.log(fold(`${reason} Apertium translates instead, which gives a draft.`))
    return false
  }
}

/**
 * Installs a new ffmpeg if possible. The old build from npm may read the sample, a trusted file.
 */
export function ensureFfmpeg(): void {
  if (process.env['FFMPEG_PATH']) return
  try {
    ensureInstalled([FFMPEG])
  } catch (error) {
    console.warn(`${(error as Error).message}\nContinuing with the ffmpeg of 2018 from npm.`)
  }
}

/** Downloads the packs for English to Spanish, unless they are in the user's cache folder. */
export async function pullMissingPacks(): Promise<void> {
  await pullPacksWithBars(
    (await listPacks()).filter(({ name, installed }) => DEFAULT_PACKS.includes(name) && !installed),
  )
}

/** Says how much is downloaded, and shows a bar for each pack. */
export async function pullPacksWithBars(missing: readonly PackInfo[]): Promise<void> {
  if (missing.length === 0) return
  const megabytes = missing.reduce((sum, { downloadBytes }) => sum + downloadBytes, 0) / 1e6
  console.log(`Downloading packs of model files, once: ${Math.ceil(megabytes)} MB`)
  for (const { name, licence } of missing) {
    const bar = createBar(`${name} (${licence})`)
    await pullPacks([name], {
      onProgress: ({ pack, bytes, totalBytes }) => pack === name && bar.update(bytes / totalBytes),
    })
    bar.done()
  }
}
