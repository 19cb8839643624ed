import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa, ExecaError } from 'execa'
import type { Failure, Warning } from 'video-translation-client'
import { endWithServer } from '../../../processes/end-with-server.ts'
import { EngineError } from '../../../engine-error.ts'
import type { Line, TranslateOptions, Translator } from '../providers/providers.ts'
import { findMode, findPackage, parseModes, type ApertiumMode } from './apertium-modes.ts'
import { normalise } from './normalise.ts'

export interface ApertiumOptions {
  /** The program. Default: `apertium` on the PATH. */
  command?: string
}

const DRAFT: Warning = {
  code: 'draft_quality',
  message:
    'Translated by Apertium, which applies rules without context, so the text is a draft. A chat endpoint ' +
    '(VIDEO_TRANSLATION_CHAT_URL and VIDEO_TRANSLATION_CHAT_MODEL) translates better.',
}
/** Few enough for a quick abort, and enough to outweigh the start of the process. */
const BATCH_LINES = 200
/** A batch takes half a second, so after a minute the process hangs. */
const TIMEOUT_MS = 60_000
/** Apertium crashes with an unknown locale, and may lose letters with the locale C. */
const ENV = { LC_ALL: process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8' }

/**
 * Translates with an installed Apertium: offline, rule-based, draft quality, hundreds of lines a
 * second. It is GPL and runs as a separate program.
 */
export function createApertiumTranslator({ command = 'apertium' }: ApertiumOptions = {}): Translator {
  const list = keepUntilChanged(shareWhilePending(() => listInstalled(command)))
  const listModes = async () => parseModes((await list()) ?? '')
  return {
    name: 'apertium',
    warning: DRAFT,
    identity: () => identify(command),
    missing: async (need) => findMissing(await list(), need),
    pairs: async () => groupPairs(await listModes()),
    translate: async (lines, options) => {
      const mode = findMode(await listModes(), options.from, options.to)
      if (!mode) throw missingPair(options)
      return translateLines(lines, (texts) => runApertium(command, mode.mode, texts, options), options)
    },
  }
}

/** Shares one call among all callers at the same time, e.g. the checks of twenty targets. */
function shareWhilePending<T>(call: () => Promise<T>): () => Promise<T> {
  let pending: Promise<T> | undefined
  return () => (pending ??= call().finally(() => (pending = undefined)))
}

/**
 * Keeps a listing until a pair is installed or removed. To list them takes Apertium 150 ms of a
 * processor, and each page of the dashboard asks what the engines can do.
 */
function keepUntilChanged(list: () => Promise<string | undefined>): () => Promise<string | undefined> {
  let kept: { listing: string; changedMs: number } | undefined
  return async () => {
    const changedMs = await pairsChangedMs()
    if (kept && kept.changedMs === changedMs) return kept.listing
    const listing = await list()
    kept = listing === undefined || changedMs === undefined ? undefined : { listing, changedMs }
    return listing
  }
}

/** When the folder of Apertium's pairs has changed. Undefined: they are elsewhere. */
async function pairsChangedMs(): Promise<number | undefined> {
  const folder = join(process.env['APERTIUM_DATADIR'] ?? '/usr/share/apertium', 'modes')
  return await stat(folder).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  )
}

/** Output of `apertium -l`, or undefined if Apertium is not installed. */
async function listInstalled(command: string): Promise<string | undefined> {
  try {
    return (await execa(command, ['-l'], { stdin: 'ignore', env: ENV })).stdout
  } catch (error) {
    if (error instanceof ExecaError && error.code === 'ENOENT') return undefined
    throw error
  }
}

function findMissing(listing: string | undefined, need: { from: string; to?: string }): Failure | undefined {
  const pack = need.to === undefined ? undefined : findPackage(need.from, need.to)
  const ready =
    listing !== undefined && (need.to === undefined || findMode(parseModes(listing), need.from, need.to))
  if (ready) return undefined
  if (need.to !== undefined && pack === undefined) {
    const message =
      `Apertium cannot translate from ${need.from} to ${need.to}. Configure a chat endpoint instead: ` +
      'VIDEO_TRANSLATION_CHAT_URL and VIDEO_TRANSLATION_CHAT_MODEL.'
    return { code: 'unsupported_language_pair', message }
  }
  const packages = ['apertium', pack].filter((name) => name !== undefined).join(' ')
  const what = listing === undefined ? 'Apertium' : `Apertium's data from ${need.from} to ${need.to}`
  return {
    code: 'translator_missing',
    message: `${what} is not installed. On Debian or Ubuntu: apt-get install ${packages}`,
  }
}

function missingPair({ from, to }: TranslateOptions): EngineError {
  const { code, message } = findMissing('', { from, to }) ?? { code: 'translator_missing', message: '' }
  return new EngineError(code, message)
}

/** The exact versions of Debian's packages, or elsewhere the program's version and its pairs. */
async function identify(command: string): Promise<string> {
  const version = await execa(command, ['-V'], { stdin: 'ignore', env: ENV, reject: false })
  const packages = await execa(
    'dpkg-query',
    ['-W', '-f', '${Package}=${Version} ', 'apertium*', 'lttoolbox'],
    {
      stdin: 'ignore',
      reject: false,
    },
  )
  const known = packages.failed ? await listInstalled(command) : packages.stdout
  return `${version.stdout ?? ''} ${known ?? ''}`.replace(/\s+/g, ' ').trim()
}

function groupPairs(modes: ApertiumMode[]): { from: string; to: string[] }[] {
  const targets = Map.groupBy(modes, ({ from }) => from)
  return [...targets].map(([from, group]) => ({ from, to: [...new Set(group.map(({ to }) => to))] }))
}

type RunApertium = (texts: string[]) => Promise<string>

async function translateLines(lines: Line[], run: RunApertium, options: TranslateOptions): Promise<string[]> {
  const texts = lines.map(({ text }) => normalise(text))
  const spoken = texts.flatMap((text, index) => (/\p{L}/u.test(text) ? [index] : []))
  const results = [...texts]
  for (let first = 0; first < spoken.length; first += BATCH_LINES) {
    options.signal.throwIfAborted()
    const batch = spoken.slice(first, first + BATCH_LINES)
    const translated = await translateBatch(
      batch.map((index) => texts[index] ?? ''),
      run,
    )
    for (const [at, index] of batch.entries()) {
      results[index] = translated[at] ?? ''
      options.onText?.(index, results[index])
    }
    options.onProgress(Math.min(1, (first + BATCH_LINES) / spoken.length))
  }
  return results
}

/**
 * Apertium keeps blank lines, so they separate the texts. If it loses one, halving the batch
 * isolates the texts around it.
 */
async function translateBatch(texts: string[], run: RunApertium): Promise<string[]> {
  const output = await run(texts)
  const parts = texts.length === 1 ? [output] : output.split('\n\n').slice(0, -1)
  if (parts.length === texts.length)
    return parts.map((part, at) => likeSource(normalise(part), texts[at] ?? ''))
  const middle = Math.ceil(texts.length / 2)
  return [
    ...(await translateBatch(texts.slice(0, middle), run)),
    ...(await translateBatch(texts.slice(middle), run)),
  ]
}

/** Removes line breaks and control characters, because a blank line separates two texts. */
/** Restores a lower-case start, because Apertium capitalises each cue like a sentence. */
function likeSource(translated: string, source: string): string {
  const continues = /^\p{Ll}/u.test(source)
  return continues ? translated.replace(/^\p{Lu}/u, (letter) => letter.toLowerCase()) : translated
}

/** Passes the text in a file: from a pipe, Apertium prints nothing and succeeds. */
async function runApertium(
  command: string,
  mode: string,
  texts: string[],
  { signal, scratch = tmpdir() }: TranslateOptions,
): Promise<string> {
  const folder = await mkdtemp(join(scratch, 'apertium-'))
  try {
    const file = join(folder, 'lines.txt')
    await writeFile(file, texts.map((text) => `${text}\n\n`).join(''))
    const running = execa(command, ['-u', mode, file], {
      stdin: 'ignore',
      // Apertium writes temporary files, which must go with the folder.
      env: { ...ENV, TMPDIR: folder },
      cancelSignal: signal,
      timeout: TIMEOUT_MS,
      stripFinalNewline: false,
    })
    endWithServer(running.pid, running)
    const { stdout } = await running
    if (stdout.trim() === '') throw failed(mode, 'it returned no text', undefined)
    return stdout
  } catch (error) {
    signal.throwIfAborted()
    throw error instanceof ExecaError ? failed(mode, error.stderr || error.shortMessage, error) : error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function failed(mode: string, why: unknown, cause: unknown): EngineError {
  const message = `Apertium (${mode}) failed: ${String(why).trim().slice(0, 500)}`
  return new EngineError('translation_failed', message, { cause, retryable: true })
}
