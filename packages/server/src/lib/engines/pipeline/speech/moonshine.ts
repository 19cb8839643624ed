import { join } from 'node:path'
import type { Cue } from '../providers/cue.ts'
import type { TranscribeOptions, Transcriber } from '../providers/providers.ts'
import { createInferenceHost, type InferenceHost } from './inference-host.ts'
import type { Stretch } from './inference-protocol.ts'
import { primaryLanguage } from '../../../media/languages.ts'
import { identityOfPacks, missingPacks, packFolder } from './packs-needed.ts'
import { withoutLoop } from './repetition.ts'
import { segmentsOf } from './segments.ts'
import { defaultThreads } from './threads.ts'

export interface MoonshineOptions {
  /** Where packs are kept; by default `$VIDEO_TRANSLATION_MODELS` or the user's cache folder. */
  cacheFolder?: string | undefined
  /** Threads of the recogniser; by default one for each core, at most four. */
  threads?: number | undefined
  /** By default Spanish is not recognised: its model has a licence of its own, and serves the tests. */
  language?: 'en' | 'es'
}

const version = 1
// How the cues come out: as long as the model is good at, parted where the speaker takes a breath.
const longestSeconds = 10
const pauseSeconds = 0.35
const padSeconds = 0.1
const widePadSeconds = 0.4
// Voice detection passes over the sound several times as fast as recognition.
const detectShare = 0.1

/** Recognises speech on this machine: Silero finds it, Moonshine writes it down. */
export function createMoonshineTranscriber(options: MoonshineOptions = {}): Transcriber {
  const language = options.language ?? 'en'
  const packs = ['silero-vad', `moonshine-base-${language}`]
  const host = createInferenceHost()
  return {
    name: 'moonshine',
    languages: [language],
    identity: async () => `moonshine ${version} ${identityOfPacks(packs)}`,
    async missing({ from }) {
      if (primaryLanguage(from) !== language) return unknownLanguage(from, language)
      return missingPacks(packs, options.cacheFolder)
    },
    async transcribe(wav, transcribeOptions) {
      try {
        return await transcribe(host, wav, await modelsOf(packs, options), transcribeOptions)
      } finally {
        // The voice is loaded next: both in memory at once would be a third more than either needs.
        host.rest()
      }
    },
    close: () => host.close(),
  }
}

function unknownLanguage(from: string, language: string) {
  const message = `Speech is recognised in ${language} only, not in ${from}: that needs a server with a recogniser for ${from} among its \`pipeline.transcribers\`.`
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
  host: InferenceHost,
  wav: string,
  models: Models,
  options: TranscribeOptions,
): Promise<Cue[]> {
  const { signal, onProgress, onWarning } = options
  const run = { signal, silenceMs: 60_000, group: 'moonshine' }
  const detection = { operation: 'detect', wav, model: models.detector } as const
  const onDetect = (fraction: number) => onProgress(fraction * detectShare)
  const { answer } = await host.run(detection, { ...run, onProgress: onDetect })
  const { sampleRate, stretches } = answer
  const segments = segmentsOf(stretches, {
    longest: longestSeconds * sampleRate,
    pause: pauseSeconds * sampleRate,
  })
  const cues: Cue[] = []
  for (const [index, segment] of segments.entries()) {
    const listen = async (pad: number) => {
      const request = {
        operation: 'recognise',
        wav,
        ...padded(segment, pad * sampleRate),
        ...modelOf(models),
      } as const
      return (await host.run(request, run)).answer.text
    }
    const text = await recognise(listen)
    if (text.looped) onWarning(loopWarning(segment.first / sampleRate))
    if (text.words !== '') cues.push(cueOf(cues.length + 1, segment, sampleRate, text.words))
    onProgress(detectShare + ((1 - detectShare) * (index + 1)) / segments.length)
  }
  return cues
}

/** An empty or looping answer often mends itself when a little more sound is given around the words. */
async function recognise(listen: (padSeconds: number) => Promise<string>) {
  const first = await listen(padSeconds)
  if (first !== '' && withoutLoop(first) === first) return { words: first, looped: false }
  const second = await listen(widePadSeconds)
  const words = withoutLoop(second)
  return { words, looped: words !== second }
}

function padded({ first, end }: Stretch, pad: number) {
  const firstSample = Math.max(0, Math.round(first - pad))
  return { firstSample, samples: Math.round(end + pad) - firstSample }
}

function modelOf({ recogniser, threads }: Models) {
  return { model: recogniser, threads }
}

function cueOf(id: number, { first, end }: Stretch, sampleRate: number, text: string): Cue {
  return { id, start: rounded(first / sampleRate), end: rounded(end / sampleRate), text }
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}

function loopWarning(seconds: number) {
  const message = `The recogniser repeated itself at ${seconds.toFixed(1)} s; the repetition was removed`
  return { code: 'repeated_text', message }
}
