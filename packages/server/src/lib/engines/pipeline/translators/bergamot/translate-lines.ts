import { join } from 'node:path'
import { EngineError } from '../../../../engine-error.ts'
import type { Pack } from '../../../../models/pack.ts'
import type { InferenceHost } from '../../inference/host.ts'
import { packFolder } from '../../inference/packs-needed.ts'
import type { Line, TranslateOptions } from '../../providers/providers.ts'
import type { TranslationAnswers, ModelFiles, TranslateRequest } from './messages.ts'
import { joinSentences, type Piece, splitSentences } from './sentences.ts'

export type TranslationHost = InferenceHost<TranslateRequest, TranslationAnswers>

export interface Models {
  /** The pack of the pair, or two packs that meet in English. */
  packs: readonly Pack[]
  cacheFolder: string | undefined
  host: TranslationHost
}

/** Few enough for a quick abort, and for a process that stays below 500 MB. */
const BATCH_SENTENCES = 8
/** Generous: a sentence takes a tenth of a second, and a model two seconds to load. */
const SILENCE_MS = 120_000

/**
 * Translates sentence by sentence, and returns one line for each line. Through English, all
 * sentences pass one model before the next is loaded, because two of them need twice the memory.
 */
export async function translateLines(
  lines: readonly Line[],
  options: TranslateOptions,
  { packs, cacheFolder, host }: Models,
): Promise<string[]> {
  const pieces = lines.map(({ text }) => splitSentences(text, options.from))
  let sentences = pieces.flat().flatMap(({ text, translatable }) => (translatable ? [text] : []))
  const tell = createTeller(pieces, options)
  for (const [at, pack] of packs.entries()) {
    const onBatch = (translated: readonly string[]) => {
      options.onProgress((at + translated.length / sentences.length) / packs.length)
      if (at === packs.length - 1) tell(translated)
    }
    const model = await modelFiles(pack, cacheFolder)
    sentences = await translateSentences(sentences, model, { host, signal: options.signal, onBatch })
  }
  return joinLines(pieces, sentences, options.to)
}

/** The lines whose sentences are all translated, up to the first one that lacks some. */
function joinLines(
  pieces: readonly (readonly Piece[])[],
  translated: readonly string[],
  to: string,
): string[] {
  const lines: string[] = []
  let next = 0
  for (const line of pieces) {
    const needed = line.filter(({ translatable }) => translatable).length
    if (next + needed > translated.length) break
    const texts = line.map(({ text, translatable }) => (translatable ? (translated[next++] ?? '') : text))
    lines.push(joinSentences(texts, to))
  }
  return lines
}

/** Tells each line once, as soon as it is whole. */
function createTeller(pieces: readonly (readonly Piece[])[], { to, onText }: TranslateOptions) {
  let count = 0
  return (translated: readonly string[]): void => {
    if (onText === undefined) return
    const lines = joinLines(pieces, translated, to)
    for (; count < lines.length; count++) onText(count, lines[count] ?? '')
  }
}

async function modelFiles(pack: Pack, cacheFolder?: string): Promise<ModelFiles> {
  const folder = await packFolder(pack.name, cacheFolder)
  const names = pack.files.map(({ path }) => path.replace(/\.gz$/, ''))
  const pathsOf = (role: string) =>
    names.filter((name) => name.startsWith(`${role}.`)).map((name) => join(folder, name))
  const [model = ''] = pathsOf('model')
  const [shortlist = ''] = pathsOf('lex')
  return { model, shortlist, vocabularies: ['vocab', 'srcvocab', 'trgvocab'].flatMap(pathsOf) }
}

interface BatchOptions {
  host: TranslationHost
  signal: AbortSignal
  /** Receives all sentences so far. */
  onBatch(translated: readonly string[]): void
}

async function translateSentences(
  sentences: readonly string[],
  model: ModelFiles,
  { host, signal, onBatch }: BatchOptions,
): Promise<string[]> {
  const translated: string[] = []
  for (let first = 0; first < sentences.length; first += BATCH_SENTENCES) {
    const batch = sentences.slice(first, first + BATCH_SENTENCES)
    translated.push(...(await translateBatch(batch, model, host, signal)))
    onBatch(translated)
  }
  return translated
}

async function translateBatch(
  sentences: string[],
  model: ModelFiles,
  host: TranslationHost,
  signal: AbortSignal,
): Promise<string[]> {
  try {
    const request = { operation: 'translate', model, sentences } as const
    const run = { signal, silenceMs: SILENCE_MS, group: model.model }
    return (await host.run(request, run)).answer.sentences
  } catch (error) {
    signal.throwIfAborted()
    const reason = error instanceof Error ? error.message : String(error)
    const message = `Bergamot failed: ${reason}`
    throw new EngineError('translation_failed', message, { cause: error, retryable: true })
  }
}
