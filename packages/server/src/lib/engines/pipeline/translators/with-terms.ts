import type { Line, TranslateOptions, Translator } from '../providers/providers.ts'
import { joinTerms } from './find-terms.ts'
import { createTermHider, type HiddenTerms, restoreTerms } from './placeholders.ts'

/**
 * Makes a translator obey a glossary and words to keep: it gets placeholders instead of the terms.
 * A line that comes back without them is translated as it is, and a warning says so.
 */
export function withTerms(translator: Translator): Translator {
  return {
    ...translator,
    usesGlossary: true,
    async translate(lines, options) {
      const hide = createTermHider(joinTerms(options))
      const hidden = lines.map(({ text }) => hide(text))
      const sent = lines.map((line, at) => ({ ...line, text: hidden[at]?.text ?? line.text }))
      const onText = (at: number, text: string) => {
        const restored = restore(text, hidden[at])
        if (restored !== undefined) options.onText?.(at, restored)
      }
      const translated = await translator.translate(sent, { ...options, onText })
      if (hidden.every((terms) => terms === undefined)) return translated
      return await restoreAll(translated, { lines, hidden }, translator, options)
    },
  }
}

/** What is translated again is a small part, and has indexes of its own. */
const SILENT = { onProgress: () => {}, onText: undefined }

interface Hidden {
  lines: readonly Line[]
  /** What each line hides. */
  hidden: readonly (HiddenTerms | undefined)[]
}

async function restoreAll(
  translated: readonly string[],
  { lines, hidden }: Hidden,
  translator: Translator,
  options: TranslateOptions,
): Promise<string[]> {
  const restored = translated.map((text, at) => restore(text, hidden[at]))
  const lost = [...restored.keys()].filter((at) => restored[at] === undefined)
  const ignored = [...lost, ...[...hidden.keys()].filter((at) => hidden[at]?.isPlain)]
  if (ignored.length === 0) return restored as string[]
  const asTheyAre = lost.map((at) => lines[at] as Line)
  const texts = lost.length === 0 ? [] : await translator.translate(asTheyAre, { ...options, ...SILENT })
  const terms = [...new Set(ignored.flatMap((at) => hidden[at]?.translations ?? []))]
  const message = `${translator.name} lost terms of the glossary or words to keep in ${ignored.length} lines: ${terms.join(', ')}.`
  options.onWarning({ code: 'terms_lost', message })
  return restored.map((text, at) => text ?? texts[lost.indexOf(at)] ?? '')
}

/** Undefined if terms are lost. */
function restore(text: string, terms: HiddenTerms | undefined): string | undefined {
  return terms && !terms.isPlain ? restoreTerms(text, terms) : text
}
