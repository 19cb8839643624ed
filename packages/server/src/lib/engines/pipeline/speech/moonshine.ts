import { join } from 'node:path'
import { primaryLanguage } from '../../../media/languages.ts'
import type { Cue } from '../providers/cue.ts'
import type { TranscribeOptions, Transcriber } from '../providers/providers.ts'
import { createSpeechHost, type SpeechHost } from './speech-host.ts'
import type { SampleRange } from './speech-protocol.ts'
import { identityOfPacks, missingPacks, packFolder } from '../inference/packs-needed.ts'
import { repetitionWarning, withoutLoop } from './repetition.ts'
import { segmentsOf } from './segments.ts'
import { defaultThreads } from './threads.ts'

export interface MoonshineOptions {
  /** Folder of the packs. Default: `$VIDEO_TRANSLATION_MODELS`, or the user's cache folder. */
  cacheFolder?: string | undefined
  /** Threads of the recogniser. Default: one for each core, at most four. */
  threads?: number | undefined
  /** Default: `en`. The Spanish model has a licence of its own and serves the tests. */
  language?: 'en' | 'es'
}

/** Raise it when the same model and sound would give other cues. */
const VERSION = 1
/** The model is accurate up to this length. Longer speech is split where the speaker pauses. */
const MAX_CUE_SECONDS = 10
const PAUSE_SECONDS = 0.35
const PAD_SECONDS = 0.1
const WIDE_PAD_SECONDS = 0.4
/** Share of the progress: voice detection is several times as fast as recognition. */
const DETECTION_SHARE = 0.1

/** Recognises speech on this machine: Silero detects it and Moonshine transcribes it. */
export function createMoonshineTranscriber(options: MoonshineOptions = {}): Transcriber {
  const language = options.language ?? 'en'
  const packs = ['silero-vad', `moonshine-base-${language}`]
  const host = createSpeechHost()
  return {
    name: 'moonshine',
    languages: [language],
    identity: async () => `moonshine ${VERSION} ${identityOfPacks(packs)}`,
    async missing({ from }) {
      if (primaryLanguage(from) !== language) return unknownLanguage(from, language)
      return missingPacks(packs, options.cacheFolder)
    },
    async transcribe(wav, transcribeOptions) {
      try {
        return await transcribe(host, wav, await modelsOf(packs, options), transcribeOptions)
      } finally {
        // The voice is loaded next. Both models in memory at once would need a third more.
        host.releaseIfIdle()
      }
    },
    close: () => host.close(),
  }
}

function unknownLanguage(from: string, language: string) {
  const message = `This server recognises speech in ${language} only, not in ${from}. Add a recogniser for ${from} to its \`pipeline.transcribers\`.`
  return { code: 'unsupported_language', message }
}

interface Models {
  detector: string
  recogniser: string
  threads: number
}

async function modelsOf(
  [detector = '', recogniser = '']: string[],
  options: MoonshineOptions,
): Promise<Models> {
  return {
    detector: join(await packFolder(detector, options.cacheFolder), 'silero_vad.onnx'),
    recogniser: await packFolder(recogniser, options.cacheFolder),
    threads: options.threads ?? defaultThreads(),
  }
}

async function transcribe(
  host: SpeechHost,
  wav: string,
  models: Models,
  options: TranscribeOptions,
): Promise<Cue[]> {
  const { signal, onProgress, onWarning } = options
  const run = { signal, silenceMs: 60_000, group: 'moonshine' }
  const detection = { operation: 'detect', wav, model: models.detector } as const
  const onDetect = (fraction: number) => onProgress(fraction * DETECTION_SHARE)
  const { answer } = await host.run(detection, { ...run, onProgress: onDetect })
  const { sampleRate, speech } = answer
  const segments = segmentsOf(speech, {
    maxSamples: MAX_CUE_SECONDS * sampleRate,
    pauseSamples: PAUSE_SECONDS * sampleRate,
  })
  const cues: Cue[] = []
  for (const [index, segment] of segments.entries()) {
    const { text, looped } = await recognise(async (padSeconds) => {
      const range = padded(segment, padSeconds * sampleRate)
      const { recogniser: model, threads } = models
      const request = { operation: 'recognise', wav, ...range, model, threads } as const
      return (await host.run(request, run)).answer.text
    })
    if (looped) onWarning(repetitionWarning(segment.first / sampleRate))
    if (text !== '') cues.push(cueOf(cues.length + 1, segment, sampleRate, text))
    onProgress(DETECTION_SHARE + ((1 - DETECTION_SHARE) * (index + 1)) / segments.length)
  }
  return cues
}

/** If the result is empty or a loop, more sound around the words often helps. */
async function recognise(listen: (padSeconds: number) => Promise<string>) {
  const first = await listen(PAD_SECONDS)
  if (first !== '' && withoutLoop(first) === first) return { text: first, looped: false }
  const second = await listen(WIDE_PAD_SECONDS)
  const text = withoutLoop(second)
  return { text, looped: text !== second }
}

function padded({ first, end }: SampleRange, pad: number) {
  const firstSample = Math.max(0, Math.round(first - pad))
  return { firstSample, samples: Math.round(end + pad) - firstSample }
}

function cueOf(id: number, { first, end }: SampleRange, sampleRate: number, text: string): Cue {
  return { id, start: rounded(first / sampleRate), end: rounded(end / sampleRate), text }
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
