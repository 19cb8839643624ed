import { EngineError } from '../../../../engine-error.ts'
import type { Line, TranslateOptions } from '../../providers/providers.ts'

/** Limits of one request of a service. */
export interface BatchLimits {
  lines: number
  characters: number
}

/** Translates texts with a service that answers with one text for each. */
export type TranslateTexts = (texts: string[]) => Promise<unknown[]>

/**
 * Translates lines in batches. An answer with another number of texts is not taken: which text
 * belongs to which line would be a guess. Its lines are sent alone.
 */
export async function translateBatches(
  lines: readonly Line[],
  { signal, onProgress, onText }: TranslateOptions,
  limits: BatchLimits,
  translate: TranslateTexts,
): Promise<string[]> {
  const results = lines.map(({ text }) => text.toWellFormed().replace(/\s+/g, ' ').trim())
  const spoken = [...results.keys()].filter((at) => /\p{L}/u.test(results[at] ?? ''))
  let done = 0
  for (const batch of cut(spoken, results, limits)) {
    signal.throwIfAborted()
    const texts = await translateOrSplit(
      batch.map((at) => results[at] ?? ''),
      translate,
    )
    for (const [index, at] of batch.entries()) {
      results[at] = texts[index] ?? ''
      onText?.(at, results[at])
    }
    done += batch.length
    onProgress(done / spoken.length)
  }
  return results
}

function cut(spoken: readonly number[], texts: readonly string[], limits: BatchLimits): number[][] {
  const batches: number[][] = []
  let characters = Infinity
  for (const at of spoken) {
    const last = batches.at(-1)
    const length = texts[at]?.length ?? 0
    if (last && last.length < limits.lines && characters + length <= limits.characters) {
      last.push(at)
      characters += length
    } else {
      batches.push([at])
      characters = length
    }
  }
  return batches
}

async function translateOrSplit(texts: string[], translate: TranslateTexts): Promise<string[]> {
  const answer = await translate(texts)
  if (answer.length === texts.length && answer.every((text) => typeof text === 'string')) return answer
  if (texts.length > 1)
    return (await Promise.all(texts.map((text) => translateOrSplit([text], translate)))).flat()
  const message = 'The translation service answered without exactly one text for a line.'
  throw new EngineError('translation_failed', message, { retryable: true })
}
