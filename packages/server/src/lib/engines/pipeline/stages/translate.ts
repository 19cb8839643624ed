import type { Warning } from 'video-translation-client'
import { EngineError } from '../../../engine-error.ts'
import type { FileKey } from '../../../files/file-key.ts'
import type { TaskContext } from '../../engine.ts'
import type { OpenCue, TranslatedCue } from '../providers/cue.ts'
import { chosen, type Choice } from '../providers/choose.ts'
import type { Line, TranslateOptions, Translator } from '../providers/providers.ts'
import { slotsOf } from '../speech/fit/slots.ts'
import { extractAgain } from './extract-again.ts'
import { charactersPerSecond } from './pace.ts'
import type { SourceOutput } from './source-output.ts'
import { storeJson } from './stage-files.ts'

export interface TranslateCuesRequest {
  cues: readonly OpenCue[]
  from: string
  to: string
  source: SourceOutput
  choice: Choice<Translator>
  terms: Terms
  /** The voice that a cue was asked for, whose pace says how much text fits. */
  voiceOf?: (cue: OpenCue) => string | undefined
  /** Receives cues before all are translated, in any order. */
  onCue?: ((cue: TranslatedCue) => void) | undefined
}

/** What a translator is told about words. */
export interface Terms {
  /** Terms with their translations. */
  glossary: Record<string, string>
  /** Words that stay as they are. */
  keep: string[]
}

export interface Translated {
  /** File with the {@link TranslatedCue}s as JSON. */
  cuesKey: FileKey
  warnings: Warning[]
}

/**
 * Translates every open cue. The translator receives the text length that fits the cue's slot, and
 * the lines around if it can use them.
 */
export async function translate(
  request: TranslateCuesRequest,
  context: TaskContext,
  onProgress: (fraction: number) => void,
): Promise<Translated> {
  const { cues, from, to, choice, terms, source } = request
  const warnings = [...warningsOf(choice), ...warnOfIgnoredTerms(terms, chosen(choice))]
  const lines = linesOf(request)
  const asked = chosen(choice).seesContext ? lines : lines.filter(({ known }) => known === undefined)
  const isOpen = lines.some(({ known }) => known === undefined)
  const texts = isOpen
    ? await chosen(choice).translate(asked, {
        from,
        to,
        ...terms,
        ...(chosen(choice).hears && { wav: await extractAgain(source, context) }),
        signal: context.signal,
        scratch: context.scratch,
        onProgress,
        onWarning: (warning) => void warnings.push(warning),
        onText: createTeller(request, lines, asked),
      })
    : asked.map(({ known = '' }) => known)
  if (texts.length !== asked.length)
    throw translationFailed(`The translator returned ${texts.length} lines for ${asked.length} cues.`)
  const translations = new Map(asked.map((line, at) => [line, line.known ?? texts[at]?.trim() ?? '']))
  const translated = cues.map((cue, at): TranslatedCue => {
    const line = lines[at] as Line
    return { ...cue, translated: translations.get(line) ?? line.known ?? '' }
  })
  refuseNothing(translated)
  return { cuesKey: await storeJson(translated, `${to}.cues.json`, context), warnings }
}

/** Tells the cue of each line that is translated. */
function createTeller(
  { cues, onCue }: TranslateCuesRequest,
  lines: readonly Line[],
  asked: readonly Line[],
): TranslateOptions['onText'] {
  if (onCue === undefined) return undefined
  const cueOf = new Map(lines.map((line, at) => [line, cues[at]]))
  return (at, text) => {
    const line = asked[at]
    const cue = line && cueOf.get(line)
    if (cue && line.known === undefined) onCue({ ...cue, translated: text.trim() })
  }
}

function linesOf({ cues, source, to, voiceOf }: TranslateCuesRequest): Line[] {
  const slots = slotsOf(cues, source.media.seconds)
  return cues.map((cue) => {
    const { id, text, known, start, end } = cue
    const pace = charactersPerSecond(to, voiceOf?.(cue))
    return {
      text,
      time: { start, end },
      budget: Math.round((slots.get(id) ?? 0) * pace),
      ...(known !== undefined && { known }),
    }
  })
}

/** The translator's own warning, and how to get a better translator. */
function warningsOf(choice: Choice<Translator>): Warning[] {
  const { warning } = chosen(choice)
  if (!warning) return []
  const advice = 'advice' in choice ? choice.advice : undefined
  return [{ ...warning, message: [warning.message, advice].filter(Boolean).join(' ') }]
}

/** A translator that cannot use terms would ignore them unnoticed. */
function warnOfIgnoredTerms(
  { glossary, keep }: Terms,
  { name, usesGlossary = false }: Translator,
): Warning[] {
  if (usesGlossary || (keep.length === 0 && Object.keys(glossary).length === 0)) return []
  const message = `${name} cannot use the glossary and the words not to translate. Every other translator can.`
  return [{ code: 'glossary_ignored', message }]
}

function refuseNothing(translated: readonly TranslatedCue[]): void {
  if (translated.some((cue) => cue.translated !== '')) return
  throw translationFailed('The translator returned no text for any of the cues.')
}

function translationFailed(message: string): EngineError {
  return new EngineError('translation_failed', message, { retryable: true })
}
