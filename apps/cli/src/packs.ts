import { createInterface } from 'node:readline/promises'
import type { PullProgress } from 'video-translation-server/models'
import { CliError } from './errors.ts'
import { formatBytes } from './output/format.ts'
import type { Progress } from './output/progress.ts'
import type { Context } from './run-command.ts'

interface PackOptions {
  engine?: string
  from?: string
  yes?: boolean
  quiet?: boolean
  json?: boolean
}

/** Loaded when used: most commands need no server code, and start faster without it. */
export function loadModels() {
  return import('video-translation-server/models')
}

/** Sees to the model files that an embedded server works with: asks before it downloads, or says how to. */
export async function ensurePacks({ options, output, interrupt }: Context<PackOptions>): Promise<void> {
  if (!needsPacks(options)) return
  const { DEFAULT_PACKS, listPacks } = await loadModels()
  const packs = await listPacks()
  const missing = packs.filter(({ name, installed }) => !installed && DEFAULT_PACKS.includes(name))
  if (missing.length === 0) return
  const bytes = missing.reduce((sum, { downloadBytes }) => sum + downloadBytes, 0)
  const what = `${missing.map(({ name, licence }) => `${name} (${licence})`).join(', ')}: ${formatBytes(bytes)} to download`
  if (!options.yes && !(await confirm(what, interrupt.signal))) throw refusal(what)
  if (options.yes) output.progress.note(`Downloading ${what}, once.`)
  await pull(
    missing.map(({ name }) => name),
    output.progress,
    interrupt.signal,
  )
  output.progress.done()
}

/** What the server would refuse anyway, such as a language that no pack recognises, is not worth a download. */
function needsPacks({ engine = 'pipeline', from = '' }: PackOptions): boolean {
  return engine === 'pipeline' && /^en(-|$)/i.test(from)
}

/** Downloads packs with a bar. */
export async function pull(names: readonly string[], progress: Progress, signal: AbortSignal): Promise<void> {
  const { pullPacks } = await loadModels()
  let told = ''
  const onProgress = ({ pack, bytes, totalBytes }: PullProgress) => {
    const percent = Math.floor((100 * bytes) / totalBytes)
    // Called for each piece that arrives; most of them move nothing.
    if (told !== `${pack} ${percent}`) progress.step(`pulling ${pack}`, percent / 100)
    told = `${pack} ${percent}`
  }
  await pullPacks(names, { signal, onProgress })
}

async function confirm(what: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  // In a raw terminal Ctrl-C reaches readline, not the process.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  try {
    const answer = await terminal.question(`Model files are missing: ${what}. Download now? [Y/n] `, {
      signal,
    })
    return !/^n/i.test(answer.trim())
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    terminal.close()
  }
}

function refusal(what: string): CliError {
  return new CliError(
    'badInput',
    `Model files are missing: ${what}.`,
    'Download them once: video-translation models pull  (or add --yes)',
  )
}
