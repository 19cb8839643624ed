import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extractSpeech } from '../../media/extract-speech.ts'
import { safeInput } from '../../media/input.ts'
import { probeMedia } from '../../media/probe.ts'
import type { DetectedLanguage } from './providers/providers.ts'
import { createWhisperTranscriber } from './whisper/transcriber.ts'

/** How `detectLanguage` listens. */
export interface DetectLanguageOptions {
  signal?: AbortSignal
  /** Folder of the packs. Default: `$VIDEO_TRANSLATION_MODELS`, or the user's cache folder. */
  cacheFolder?: string
}

/** Enough for the first half minute of speech in nearly every recording. */
const FIRST_SECONDS = 180

/**
 * Detects the language that is spoken at the beginning of a media file, with the Whisper that is
 * installed.
 * @returns undefined if the file has no sound, nobody speaks, or Whisper is not installed
 * @throws EngineError for a file that is no media file or cannot be decoded
 */
export async function detectLanguage(
  file: string,
  options: DetectLanguageOptions = {},
): Promise<Pick<DetectedLanguage, 'language' | 'confidence'> | undefined> {
  const { signal = new AbortController().signal, cacheFolder } = options
  const whisper = createWhisperTranscriber({ cacheFolder })
  const folder = await mkdtemp(join(tmpdir(), 'detect-language-'))
  try {
    if (await whisper.detector?.missing()) return undefined
    const wav = await extractBeginning(file, join(folder, 'speech.wav'), signal)
    return wav === undefined ? undefined : await whisper.detector?.detect(wav, { signal, onProgress })
  } finally {
    await whisper.close?.()
    await rm(folder, { recursive: true })
  }
}

async function extractBeginning(file: string, out: string, signal: AbortSignal): Promise<string | undefined> {
  const input = await safeInput(file)
  const media = await probeMedia(input, signal)
  const stream = media.audio.find((each) => each.default) ?? media.audio[0]
  if (stream === undefined) return undefined
  await extractSpeech({ input, media, stream, out, maxSeconds: FIRST_SECONDS, signal, onProgress })
  return out
}

/** Nobody watches this short work. */
function onProgress(): void {}
