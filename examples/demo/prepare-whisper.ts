import { findRecognitionNeeds, installWhisperRuntime, listPacks } from 'video-translation-server/models'
import { pullPacksWithBars } from './prepare.ts'

const PACKS = ['silero-vad', 'whisper-small', 'espeak-ng-data', 'kokoro']

/** Downloads Whisper, the library that runs it, and the voices, unless they are there. */
export async function prepareWhisper(): Promise<void> {
  const missing = (await listPacks()).filter(({ name, installed }) => PACKS.includes(name) && !installed)
  await pullPacksWithBars(missing)
  // Without the pack, another recogniser of Spanish would do, but it could not translate.
  const { runtime } = await findRecognitionNeeds(undefined)
  if (!runtime) return
  console.log('Installing transformers.js (Apache-2.0), once: 475 MB on disk')
  await installWhisperRuntime()
}
