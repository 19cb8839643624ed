import type { Engine } from '../engine.ts'
import { checkRequest } from './check.ts'
import type { Providers } from './choose.ts'
import { defaultProviders, defaultTranslators } from './default-providers.ts'
import { describePipeline } from './describe.ts'
import type { Synthesizer, Transcriber, Translator } from './providers.ts'
import { runSource } from './source-task.ts'
import { runTarget } from './target-task.ts'
import type { ChatTranslatorOptions } from './translators/chat.ts'

/** What the pipeline is made of. Everything has a default that works on this machine alone. */
export interface PipelineOptions {
  /** Default: Moonshine, for English. */
  transcribers?: Transcriber[]
  /** The best first. Default: the chat endpoint, where there is one, then Apertium. */
  translators?: Translator[]
  /** The best first. Default: Kokoro, then espeak-ng for the languages that Kokoro does not speak. */
  synthesizers?: Synthesizer[]
  /** Where model packs are kept. Default: `$VIDEO_TRANSLATION_MODELS`, or the user's cache folder. */
  cacheFolder?: string
  /** OpenAI-compatible endpoint that translates. Default: as the environment's VIDEO_TRANSLATION_CHAT_* say. */
  chat?: ChatTranslatorOptions
  /** Threads for the models. Default: the machine's cores, at most four. */
  threads?: number
  /** Default: the full voice where its pack is installed (faster, but larger), else the quantised one. */
  voice?: 'quantised' | 'full' | 'auto'
  limits?: Partial<PipelineLimits>
  /** Lets URL sources come from private addresses. Default: false. */
  allowPrivateSources?: boolean
  /**
   * Lets an ffmpeg older than 5, such as the one that npm brings, read sources. Its bugs have been known for years, so leave
   * it to files of your own. Default: true.
   */
  allowOldFfmpeg?: boolean
  /** Tasks at once. Each takes up to 1 GB of memory. Default: 1. */
  concurrency?: number
}

/** What is taken at most. */
export interface PipelineLimits {
  /** Default: 10 GiB. */
  sourceBytes: number
  /** Length of the media. Default: 4 hours. */
  sourceSeconds: number
  /** Longest time to fetch a URL source, in milliseconds. Default: 4 hours. */
  fetchMs: number
  /** Slowest average of the fetch after its first minute, in bytes a second. Default: 65,536. */
  fetchBytesPerSecond: number
}

/** The options with every default in place. */
export interface PipelineSettings extends Providers {
  limits: PipelineLimits
  allowPrivateSources: boolean
  allowOldFfmpeg: boolean
}

const LIMITS: PipelineLimits = {
  sourceBytes: 10 * 2 ** 30,
  sourceSeconds: 4 * 3600,
  fetchMs: 4 * 3600 * 1000,
  fetchBytesPerSecond: 65_536,
}

/**
 * The engine that really translates: recognises, translates, speaks, mixes. Each finished stage is checkpointed, so a
 * task goes on where another attempt of it ended.
 * @throws TypeError where the chat endpoint is configured by halves, e.g. without its model.
 */
export function createPipelineEngine(options: PipelineOptions = {}): Engine {
  const name = 'pipeline'
  // Made now: a mistake in their settings is told at the start, and not as a failure of each request.
  const translators = options.translators ?? defaultTranslators(options)
  let settling: Promise<PipelineSettings> | undefined
  const settings = () => (settling ??= settle(options, translators))
  return {
    name,
    concurrency: options.concurrency ?? 1,
    describe: async () => await describePipeline(name, await settings()),
    check: async (request) => await checkRequest(request, await settings()),
    async run(task, context) {
      if (task.kind === 'source') return await runSource(task, context, await settings())
      return await runTarget(task, context, await settings())
    },
    async close() {
      if (settling) await closeAll(await settling)
    },
  }
}

async function settle(options: PipelineOptions, translators: Translator[]): Promise<PipelineSettings> {
  return {
    ...(await defaultProviders(options, translators)),
    limits: { ...LIMITS, ...options.limits },
    allowPrivateSources: options.allowPrivateSources ?? false,
    allowOldFfmpeg: options.allowOldFfmpeg ?? true,
  }
}

async function closeAll({ transcribers, translators, synthesizers }: Providers): Promise<void> {
  const providers = [...transcribers, ...translators, ...synthesizers]
  await Promise.all(providers.map((provider) => provider.close?.()))
}
