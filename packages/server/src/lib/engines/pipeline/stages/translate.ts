import type { Warning } from 'video-translation-client'
import { EngineError } from '../../../engine-error.ts'
import type { FileKey } from '../../../files/file-key.ts'
import type { TaskContext } from '../../engine.ts'
import type { Cue, TranslatedCue } from '../providers/cue.ts'
import { chosen, type Choice } from '../providers/choose.ts'
import type { Translator } from '../providers/providers.ts'
import { slotsOf } from '../speech/fitting.ts'
import { charactersPerSecond } from './pace.ts'
import type { SourceOutput, Transcript } from './source-output.ts'
import { readJson, storeJson } from './stage-files.ts'

export interface Translated {
  /** File with the {@link TranslatedCue}s as JSON. */
  cuesKey: FileKey
  warnings: Warning[]
}

/** Translates every cue. The translator receives the text length that fits the cue's slot. */
export async function translate(
  source: SourceOutput,
  to: string,
  choice: Choice<Translator>,
  context: TaskContext,
  onProgress: (fraction: number) => void,
): Promise<Translated> {
  const translator = chosen(choice)
  const warnings = warningsOf(choice)
  const { cues } = await readJson<Transcript>(source.transcriptKey, context)
  const slots = slotsOf(cues, source.media.seconds)
  const pace = charactersPerSecond(to)
  const lines = cues.map(({ id, text }) => ({
    text,
    budget: Math.round((slots.get(id) ?? 0) * pace),
  }))
  const texts = await translator.translate(lines, {
    from: source.language,
    to,
    signal: context.signal,
    scratch: context.scratch,
    onProgress,
    onWarning: (warning) => void warnings.push(warning),
  })
  return { cuesKey: await storeJson(join(cues, texts), `${to}.cues.json`, context), warnings }
}

/** The translator's own warning, and how to get a better translator. */
function warningsOf(choice: Choice<Translator>): Warning[] {
  const { warning } = chosen(choice)
  if (!warning) return []
  const advice = 'advice' in choice ? choice.advice : undefined
  return [{ ...warning, message: [warning.message, advice].filter(Boolean).join(' ') }]
}

function join(cues: readonly Cue[], texts: readonly string[]): TranslatedCue[] {
  if (texts.length !== cues.length) {
    throw translationFailed(`The translator returned ${texts.length} lines for ${cues.length} cues.`)
  }
  const translated = cues.map((cue, at) => ({ ...cue, translated: texts[at]?.trim() ?? '' }))
  if (translated.some((cue) => cue.translated !== '')) return translated
  throw translationFailed('The translator returned no text for any of the cues.')
}

function translationFailed(message: string): EngineError {
  return new EngineError('translation_failed', message, { retryable: true })
}
