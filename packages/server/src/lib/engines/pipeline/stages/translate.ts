import { readFile } from 'node:fs/promises'
import type { Warning } from 'video-translation-client'
import { EngineError, type TaskContext } from '../../engine.ts'
import type { Prepared } from '../media.ts'
import type { Cue, TranslatedCue, Translator } from '../providers.ts'
import { slotsOf } from '../speech/fit-plan.ts'
import { storeText, type Transcript } from './transcribe.ts'

/** The cues in the target's language. */
export interface Translated {
  /** Key of the {@link TranslatedCue}s as JSON. */
  cues: string
  warnings: Warning[]
}

/** Characters that a voice speaks in a second without hurry. */
const CHARACTERS_PER_SECOND = 15

/** Translates every cue, with the length that fits its slot as a wish. */
export async function translate(
  prepared: Prepared,
  to: string,
  translator: Translator,
  context: TaskContext,
  report: (fraction: number) => void,
): Promise<Translated> {
  const warnings: Warning[] = translator.warning ? [translator.warning] : []
  const { cues } = await readJson<Transcript>(prepared.transcript, context)
  const slots = slotsOf(cues, prepared.media.seconds)
  const lines = cues.map(({ id, text }) => ({
    text,
    budget: Math.round((slots.get(id) ?? 0) * CHARACTERS_PER_SECOND),
  }))
  const texts = await translator.translate(lines, {
    from: prepared.language,
    to,
    signal: context.signal,
    scratch: context.scratch,
    onProgress: report,
    onWarning: (warning) => void warnings.push(warning),
  })
  const translated = join(cues, texts)
  const { key } = await storeText(JSON.stringify(translated), `${to}.cues.json`, 'application/json', context)
  return { cues: key, warnings }
}

/** Reads a JSON file of the file store. */
export async function readJson<content>(key: string, { files }: TaskContext): Promise<content> {
  return JSON.parse(await readFile(await files.get(key), 'utf8')) as content
}

function join(cues: readonly Cue[], texts: readonly string[]): TranslatedCue[] {
  if (texts.length !== cues.length) {
    const message = `The translator gave ${texts.length} lines for ${cues.length}.`
    throw new EngineError('translation_failed', message, { retryable: true })
  }
  const translated = cues.map((cue, at) => ({ ...cue, translated: texts[at]?.trim() ?? '' }))
  if (translated.some((cue) => cue.translated !== '')) return translated
  throw new EngineError('translation_failed', 'The translator gave no text for any of the cues.', {
    retryable: true,
  })
}
