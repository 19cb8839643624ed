import { DEFAULT_PACKS, listPacks, pullPacks } from 'video-translation-server/models'
import { APERTIUM_SPANISH, ensureInstalled, FFMPEG } from '../../scripts/apt.ts'
import { createBar } from './display.ts'

/**
 * Installs the offline translator, which npm cannot install, unless a chat endpoint is configured.
 */
export function ensureTranslator(): void {
  if (process.env['VIDEO_TRANSLATION_CHAT_URL']) return
  ensureInstalled([APERTIUM_SPANISH])
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
  const missing = (await listPacks()).filter(
    ({ name, installed }) => DEFAULT_PACKS.includes(name) && !installed,
  )
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
