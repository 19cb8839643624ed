import { createInterface } from 'node:readline/promises'
import type { PackInfo, PullProgress } from 'video-translation-server/models'
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
 * Installs the packs that an embedded server needs: asks before it downloads, or says how to. A
 * pack that only translates better may be missing, because the server has a lower rung or refuses.
 * @throws CliError when speech packs are missing and the person does not agree to download them
 */
export async function ensurePacks(context: Context<PackOptions>): Promise<void> {
  const { options, output, interrupt } = context
  const { speech, translation } = await findMissing(options)
  if (speech.length + translation.length === 0) return
  const download = describe([...speech, ...translation])
  if (!options.yes && !(await confirm(download, interrupt.signal))) {
    if (speech.length > 0) throw missingPacks(download)
    const command = `video-translation models pull ${namesOf(translation).join(' ')}`
    output.progress.note(`A better translation needs ${download}. Download once with: ${command}`)
    return
  }
  if (options.yes) output.progress.note(`Downloading ${download}, once.`)
  await pull(namesOf(speech), output.progress, interrupt.signal)
  await pullIfReachable(namesOf(translation), output.progress, interrupt.signal)
  output.progress.done()
}

interface MissingPacks {
  speech: PackInfo[]
  translation: PackInfo[]
}

async function findMissing(options: PackOptions): Promise<MissingPacks> {
  if (!needsPacks(options)) return { speech: [], translation: [] }
  const { DEFAULT_PACKS, listPacks } = await loadModels()
  const translation = await wantedTranslationPacks(options)
  const missing = (await listPacks()).filter(({ installed }) => !installed)
  return {
    speech: missing.filter(({ name }) => DEFAULT_PACKS.includes(name)),
    translation: missing.filter(({ name }) => translation.includes(name)),
  }
}

/**
 * Only the packs for English are offered. For another language, the refusal of the server names the
 * packs and programs to install.
 */
function needsPacks({ engine = 'pipeline', from = '' }: PackOptions): boolean {
  return engine === 'pipeline' && /^en(-|$)/i.test(from)
}

/** Each of them configures a service that translates. */
const TRANSLATION_SERVICES = [
  'VIDEO_TRANSLATION_CHAT_URL',
  'VIDEO_TRANSLATION_DEEPL_KEY',
  'VIDEO_TRANSLATION_LIBRETRANSLATE_URL',
]

/** None if another translator is chosen or configured. */
async function wantedTranslationPacks({ from = '', to, option }: PackOptions): Promise<string[]> {
  const preferred = TRANSLATION_SERVICES.some((name) => process.env[name]) ? 'service' : 'bergamot'
  if ((option?.['translator'] ?? preferred) !== 'bergamot') return []
  const { translationPacks } = await loadModels()
  return to.flatMap((language) => translationPacks({ from, to: language }))
}

function describe(packs: readonly PackInfo[]): string {
  const bytes = packs.reduce((sum, { downloadBytes }) => sum + downloadBytes, 0)
  const names = packs.map(({ name, licence }) => `${name} (${licence})`).join(', ')
  return `${names}: ${formatBytes(bytes)} to download`
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

function missingPacks(download: string): CliError {
  return new CliError(
    'badInput',
    `Packs of model files are missing: ${download}.`,
    'Download them once with: video-translation models pull  (or add --yes)',
  )
}
