import { DEFAULT_PACKS, listPacks, pullPacks } from 'video-translation-server/models'
import { APERTIUM_SPANISH, ensureInstalled, FFMPEG } from '../../scripts/apt.ts'
import { createBar } from './display.ts'

/** The offline translator is a program of its own, which npm cannot bring. A chat endpoint, where one is set, does instead. */
export function ensureTranslator(): void {
  if (process.env['VIDEO_TRANSLATION_CHAT_URL']) return
  ensureInstalled([APERTIUM_SPANISH])
}

/** Without a new ffmpeg the old build that npm brought reads the sample, which is no stranger's file. */
export function ensureFfmpeg(): void {
  if (process.env['FFMPEG_PATH']) return
  try {
    ensureInstalled([FFMPEG])
  } catch (error) {
    console.warn(`${(error as Error).message}\nGoing on with the ffmpeg of 2018 that npm brought.`)
  }
}

/** Downloads the models that English to Spanish takes, once; the second run finds them in the user's cache folder. */
export async function pullMissingPacks(): Promise<void> {
  const missing = (await listPacks()).filter(
    ({ name, installed }) => DEFAULT_PACKS.includes(name) && !installed,
  )
  if (missing.length === 0) return
  const megabytes = missing.reduce((sum, { downloadBytes }) => sum + downloadBytes, 0) / 1e6
  console.log(`Downloading model packs, once: ${Math.ceil(megabytes)} MB`)
  for (const { name, licence } of missing) {
    const bar = createBar(`${name} (${licence})`)
    await pullPacks([name], {
      onProgress: ({ pack, bytes, totalBytes }) => pack === name && bar.update(bytes / totalBytes),
    })
    bar.done()
  }
}
