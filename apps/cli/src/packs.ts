import { ApiError } from 'video-translation-client'
import { estimate, type NeededPack, type NeededProgram } from 'video-translation-client/estimate'
import type { PullProgress } from 'video-translation-server/models'
import type { Connection } from './connection/connect.ts'
import { detectLanguages } from './detect-languages.ts'
import { CliError } from './errors.ts'
import { askPerson } from './input/ask-person.ts'
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
 * translate. A pack that only translates or speaks better may be missing, because the server has a
 * lower rung or refuses.
 * @param files sources whose language may have to be detected
 * @throws CliError when speech packs are missing and the person does not agree to download them
 */
export async function ensurePacks(
  context: Context<PackOptions>,
  connection: Connection,
  files: readonly string[] = [],
): Promise<void> {
  const { options } = context
  const languages = options.from === undefined ? await detectWhereNeeded(context, files) : [options.from]
  const missing = await findMissing(context, connection, languages)
  const { required, programs, better } = missing
  const isReady = required.length === 0 && programs.length === 0
  if ((isReady && better.length === 0) || !(await agree(context, missing))) return
  await install(context, missing)
  if (isReady || options.from !== undefined || languages.length > 0) return
  // The person has agreed to what the language needs that can be detected now.
  await ensurePacks({ ...context, options: { ...options, yes: true } }, connection, files)
}

/** @throws CliError if the person refuses what the work cannot do without */
async function agree(context: Context<PackOptions>, missing: MissingPacks): Promise<boolean> {
  const { options, output, interrupt } = context
  const { required, programs, better } = missing
  const download = describeDownload([...required, ...better], programs)
  if (options.yes) output.progress.note(`Downloading ${download}, once.`)
  if (options.yes || (await confirm(download, interrupt.signal))) return true
  if (required.length > 0 || programs.length > 0) throw missingPacks(download, missing)
  const command = `video-translation models pull ${namesOf(better).join(' ')}`
  output.progress.note(`A better translation needs ${download}. Download once with: ${command}`)
  return false
}

async function install(
  { output: { progress }, interrupt: { signal } }: Context<PackOptions>,
  { required, programs, better }: MissingPacks,
): Promise<void> {
  await pull(namesOf(required), progress, signal)
  if (programs.length > 0) await installRuntime(progress, signal)
  // Translators and voices have different homes, and one that is away says nothing of the other.
  for (const packs of [better.filter(translates), better.filter((pack) => !translates(pack))])
    await pullIfReachable(namesOf(packs), progress, signal)
  progress.done()
}

function translates({ stage }: NeededPack): boolean {
  return stage === 'translate'
}

/** Empty if Whisper is missing, or if no pack depends on the language. */
async function detectWhereNeeded(context: Context<PackOptions>, files: readonly string[]): Promise<string[]> {
  const isPipeline = (context.options.engine ?? 'pipeline') === 'pipeline'
  return isPipeline && prefersBergamot(context.options) ? await detectLanguages(context, files) : []
}

interface MissingPacks {
  required: NeededPack[]
  /** What runs Whisper. */
  programs: NeededProgram[]
  /** What translates or speaks better than what is installed. */
  better: NeededPack[]
}

/** @param languages of the sources. Empty: the server detects the language. */
async function findMissing(
  { options, interrupt: { signal } }: Context<PackOptions>,
  { client }: Connection,
  languages: readonly (string | undefined)[],
): Promise<MissingPacks> {
  const { to, engine, option } = options
  const sources = languages.length > 0 ? languages : [undefined]
  const estimates = sources.map((from) => estimate(client, { from, to, engine, options: option }, { signal }))
  const answers = await Promise.all(estimates.map((answer) => answer.catch(needsNothing)))
  const packs = distinct(answers.flatMap((answer) => answer.packs))
  return {
    required: packs.filter((pack) => !isBetter(pack)),
    programs: distinct(answers.flatMap(({ programs }) => programs)),
    better: packs.filter(isBetter),
  }
}

/** Where nothing else translates, the server refuses the request and says what would. */
function isBetter(pack: NeededPack): boolean {
  return translates(pack) || !pack.required
}

/** The create says what is wrong with a request that is not valid. */
function needsNothing(error: unknown): { packs: NeededPack[]; programs: NeededProgram[] } {
  if (error instanceof ApiError) return { packs: [], programs: [] }
  throw error
}

function distinct<Named extends { name: string }>(all: readonly Named[]): Named[] {
  return [...new Map(all.map((one) => [one.name, one])).values()]
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

function describeDownload(packs: readonly NeededPack[], programs: readonly NeededProgram[]): string {
  const bytes = packs.reduce((sum, { downloadBytes }) => sum + downloadBytes, 0)
  const names = packs.map(({ name, licence }) => `${name} (${licence})`).join(', ')
  const download = packs.length > 0 ? [`${names}: ${formatBytes(bytes)} to download`] : []
  const installed = programs.map(
    ({ name, licence, diskBytes }) => `${name} (${licence}), ${formatBytes(diskBytes)} on disk`,
  )
  return [...download, ...installed].join('; ')
}

function namesOf(packs: readonly NeededPack[]): string[] {
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
    progress.note(`${reason} Going on with the translators and voices that are installed.`)
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
  const question = `Packs of model files are missing: ${download}. Download now? [Y/n] `
  const answer = await askPerson(question, signal)
  return answer !== undefined && !/^n/i.test(answer)
}

function missingPacks(download: string, missing: MissingPacks): CliError {
  return new CliError(
    'badInput',
    `Packs of model files are missing: ${download}.`,
    `Download them once with: ${pullCommand(missing)} (or add --yes)`,
  )
}

/** Pulling Whisper also installs what runs it. */
function pullCommand({ required, programs, better }: MissingPacks): string {
  const names = namesOf([...required, ...better])
  const all = programs.length > 0 && names.length === 0 ? ['whisper-small'] : names
  return `video-translation models pull ${all.join(' ')}`
}
