import type { FileKey } from '../../files/file-key.ts'
import type { TaskContext } from '../engine.ts'
import { castVoices } from './casting.ts'
import { pronunciationFor } from './glossary.ts'
import type { Cast } from './providers/cast.ts'
import type { OpenCue, TranslatedCue } from './providers/cue.ts'
import type { Provider, WarmUp } from './providers/providers.ts'
import { createSpeakAhead, type SpeakAhead } from './stages/speak-ahead.ts'
import { speechLoudness } from './stages/speech-loudness.ts'
import { readJson } from './stages/stage-files.ts'
import { reserveForSpeech } from './stages/synthesize.ts'
import type { Target } from './target.ts'

/** Loads a model that is needed soon. Resolves with whether it is in memory. Never rejects. */
export async function preload(provider: Pick<Provider, 'warmUp'>, need: WarmUp): Promise<boolean> {
  // What has no model to load is always ready.
  if (provider.warmUp === undefined) return true
  return await provider.warmUp(need).catch(() => false)
}

export async function chooseVoices({ task, source, options, pair, settings }: Target): Promise<Cast> {
  const { speakers = [] } = source
  return await castVoices({ task, options, pair, speakers, synthesizers: settings.synthesizers })
}

/** What is measured while the voice speaks. */
export interface MeasureAhead {
  loudness: Promise<number | undefined>
  /** Ends it at once, because nothing will be mixed. Never rejects. */
  stop(): Promise<void>
}

/** Measures what the mix needs while the voice speaks, if this worker mixes too. */
export async function measureAhead(
  { settings, needs, runner, source }: Target,
  cuesKey: FileKey,
  context: TaskContext,
): Promise<MeasureAhead | undefined> {
  if (!settings.overlap || !(await runner.can(needs.render))) return undefined
  const cues = await readJson<TranslatedCue[]>(cuesKey, context)
  const stopping = new AbortController()
  const signal = AbortSignal.any([context.signal, stopping.signal])
  const loudness = speechLoudness(source, cues, { files: context.files, signal })
  // The mix, which needs it, meets a failure.
  const ended = loudness.catch(() => undefined)
  return {
    loudness,
    async stop() {
      stopping.abort()
      await ended
    },
  }
}

/**
 * Speaks the first lines while the others are translated, and loads the voice meanwhile. Undefined
 * if nothing is to be spoken, or not here, or not before a person has seen the text.
 */
export async function speakAhead(
  target: Target,
  cues: readonly OpenCue[],
  context: TaskContext,
): Promise<SpeakAhead | undefined> {
  const { task, options, pair, settings, needs, runner, source } = target
  const isWanted = settings.overlap && options.only === undefined && task.until === undefined
  if (!isWanted || !(await runner.can(needs.synthesize))) return undefined
  const cast = await chooseVoices(target)
  const { synthesizer, voice } = cast.main
  const { signal } = context
  const { seconds } = source.media
  const isReady = reserveForSpeech(seconds, context).then(
    () => preload(synthesizer, { ...pair, voice, signal }),
    // Without room on the disk the stage itself waits for it.
    () => false,
  )
  return createSpeakAhead({
    cues,
    language: pair.to,
    seconds,
    cast,
    pronunciation: pronunciationFor(options, pair.to),
    clips: await target.clips(),
    signal,
    isReady,
  })
}
