import { createInterface } from 'node:readline/promises'
import type { PackInfo, PullProgress } from 'video-translation-server/models'
import { detectLanguages } from './detect-languages.ts'
import { CliError } from './errors.ts'
import { formatBytes } from './output/format.ts'
import type { Progress } from './output/progress.ts'
import type { Context } from './run-command.ts'

interface PackOptions {
  engine?: string
  from?: string
  to: string[]
  option?: Record<string, unknown>
  yes?: boolean
  quiet?: boolean
  json?: boolean
}

/**
 * Loads the module when it is used: most commands need no server code and start faster without it.
 */
export function loadModels() {
  return import('video-translation-server/models')
}

/**
 * Installs the packs that an embedded server needs: asks once before it downloads, or says how to.
 * Without `--from` it detects the languages of the files first, because they decide which packs
 * translate. A pack that only translates better may be missing, because the server has a lower rung
 * or refuses.
 * @param files sources whose language may have to be detected
 * @throws CliError when speech packs are missing and the person does not agree to download them
 */
export async function ensurePacks(
  context: Context<PackOptions>,
  files: readonly string[] = [],
): Promise<void> {
  const { options } = context
  if ((options.engine ?? 'pipeline') !== 'pipeline') return
  const languages = options.from === undefined ? await detectWhereNeeded(context, files) : [options.from]
  const missing = await findMissing(options, languages)
  const { speech, runtime, translation } = missing
  const isReady = speech.length === 0 && !runtime
  if ((isReady && translation.length === 0) || !(await agree(context, missing))) return
  await install(context, missing)
  if (isReady || options.from !== undefined || languages.length > 0) return
  // The person has agreed to what the language needs that can be detected now.
  await ensurePacks({ ...context, options: { ...options, yes: true } }, files)
}

/** @throws CliError if the person refuses what the work cannot do without */
async function agree(context: Context<PackOptions>, missing: MissingPacks): Promise<boolean> {
  const { options, output, interrupt } = context
  const { speech, runtime, translation } = missing
  const download = describe([...speech, ...translation], runtime)
  if (options.yes) output.progress.note(`Downloading ${download}, once.`)
  if (options.yes || (await confirm(download, interrupt.signal))) return true
  if (speech.length > 0 || runtime) throw missingPacks(download, speech, runtime)
  const command = `video-translation models pull ${namesOf(translation).join(' ')}`
  output.progress.note(`A better translation needs ${download}. Download once with: ${command}`)
  return false
}

async function install(
  { output: { progress }, interrupt: { signal } }: Context<PackOptions>,
  { speech, runtime, translation }: MissingPacks,
): Promise<void> {
  await pull(namesOf(speech), progress, signal)
  if (runtime) await installRuntime(progress, signal)
  await pullIfReachable(namesOf(translation), progress, signal)
  progress.done()
}

/** Empty if Whisper is missing, or if no pack depends on the language. */
async function detectWhereNeeded(context: Context<PackOptions>, files: readonly string[]): Promise<string[]> {
  return prefersBergamot(context.options) ? await detectLanguages(context, files) : []
}

interface MissingPacks {
  speech: PackInfo[]
  /** Whether transformers.js, which runs Whisper, is missing. */
  runtime: boolean
  translation: PackInfo[]
}

/** @param languages of the sources. Empty: the server detects the language. */
async function findMissing(options: PackOptions, languages: readonly string[]): Promise<MissingPacks> {
  const { DEFAULT_PACKS, findRecognitionNeeds, listPacks } = await loadModels()
  const sources = languages.length > 0 ? languages : [undefined]
  const needs = await Promise.all(sources.map((from) => findRecognitionNeeds(from)))
  const pairs = await Promise.all(languages.map((from) => wantedTranslationPacks({ ...options, from })))
  const voices = DEFAULT_PACKS.filter((name) => !name.startsWith('moonshine'))
  const speech = new Set([...voices, ...needs.flatMap(({ packs }) => packs)])
  const missing = (await listPacks()).filter(({ installed }) => !installed)
  return {
    speech: missing.filter(({ name }) => speech.has(name)),
    runtime: needs.some(({ runtime }) => runtime),
    translation: missing.filter(({ name }) => pairs.flat().includes(name)),
  }
}

/** None if another translator is chosen or configured. */
async function wantedTranslationPacks(options: PackOptions): Promise<string[]> {
  const { from = '', to } = options
  if (!prefersBergamot(options)) return []
  const { translationPacks } = await loadModels()
  return to.flatMap((language) => translationPacks({ from, to: language }))
}

/** Each of them configures a service that translates. */
const TRANSLATION_SERVICES = [
  'VIDEO_TRANSLATION_CHAT_URL',
  'VIDEO_TRANSLATION_DEEPL_KEY',
  'VIDEO_TRANSLATION_LIBRETRANSLATE_URL',
]

function prefersBergamot({ option }: PackOptions): boolean {
  const preferred = TRANSLATION_SERVICES.some((name) => process.env[name]) ? 'service' : 'bergamot'
  return (option?.['translator'] ?? preferred) === 'bergamot'
}

const RUNTIME = 'transformers.js (Apache-2.0), 475 MB on disk'

function describe(packs: readonly PackInfo[], runtime: boolean): string {
  const bytes = packs.reduce((sum, { downloadBytes }) => sum + downloadBytes, 0)
  const names = packs.map(({ name, licence }) => `${name} (${licence})`).join(', ')
  const download = packs.length > 0 ? [`${names}: ${formatBytes(bytes)} to download`] : []
  return [...download, ...(runtime ? [RUNTIME] : [])].join('; ')
}

function namesOf(packs: readonly PackInfo[]): string[] {
  return packs.map(({ name }) => name)
}

/** Silence of a site after which the work goes on without its packs. */
const SILENCE_MS = 10_000

/** Downloads packs that the work can do without. After one failure it asks for no other. */
export async function pullIfReachable(
  names: readonly string[],
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  try {
    await pull(names, progress, signal, SILENCE_MS)
  } catch (error) {
    signal.throwIfAborted()
    const reason = error instanceof Error ? error.message : String(error)
    progress.note(`${reason} Going on with the translators that are installed.`)
  }
}

/** Downloads packs and shows the progress. */
export async function pull(
  names: readonly string[],
  progress: Progress,
  signal: AbortSignal,
  silenceMs?: number,
): Promise<void> {
  const { pullPacks } = await loadModels()
  let lastShown = ''
  const onProgress = ({ pack, bytes, totalBytes }: PullProgress) => {
    const percent = Math.floor((100 * bytes) / totalBytes)
    // This runs for each piece that arrives, and most pieces do not change the percentage.
    if (lastShown !== `${pack} ${percent}`) progress.step(`pulling ${pack}`, percent / 100)
    lastShown = `${pack} ${percent}`
  }
  await pullPacks(names, { signal, onProgress, silenceMs })
}

/** Installs what runs the Whisper packs, with npm. */
export async function installRuntime(progress: Progress, signal: AbortSignal): Promise<void> {
  const { installWhisperRuntime } = await loadModels()
  progress.step('installing transformers.js')
  await installWhisperRuntime({ signal })
}

async function confirm(download: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  // In a raw terminal, Ctrl-C reaches readline and not the process.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  try {
    const answer = await terminal.question(
      `Packs of model files are missing: ${download}. Download now? [Y/n] `,
      {
        signal,
      },
    )
    return !/^n/i.test(answer.trim())
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    terminal.close()
  }
}

function missingPacks(download: string, packs: readonly PackInfo[], runtime: boolean): CliError {
  // For the usual job no names are needed, and pulling Whisper installs what runs it.
  const isUsual = !runtime && packs.every(({ name }) => !name.startsWith('whisper'))
  const names = [...namesOf(packs), ...(runtime && packs.length === 0 ? ['whisper-small'] : [])]
  return new CliError(
    'badInput',
    `Packs of model files are missing: ${download}.`,
    `Download them once with: video-translation models pull ${isUsual ? '' : names.join(' ')} (or add --yes)`,
  )
}
