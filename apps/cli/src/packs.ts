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

/**
 * Loads the module when it is used: most commands need no server code and start faster without it.
 */
export function loadModels() {
  return import('video-translation-server/models')
}

/**
 * Installs the packs that an embedded server needs: asks before it downloads, or says how to.
 * @throws CliError when packs are missing and the person does not agree to download them
 */
export async function ensurePacks({ options, output, interrupt }: Context<PackOptions>): Promise<void> {
  if (!needsPacks(options)) return
  const { DEFAULT_PACKS, listPacks } = await loadModels()
  const packs = await listPacks()
  const missing = packs.filter(({ name, installed }) => !installed && DEFAULT_PACKS.includes(name))
  if (missing.length === 0) return
  const bytes = missing.reduce((sum, { downloadBytes }) => sum + downloadBytes, 0)
  const download = `${missing.map(({ name, licence }) => `${name} (${licence})`).join(', ')}: ${formatBytes(bytes)} to download`
  if (!options.yes && !(await confirm(download, interrupt.signal))) throw missingPacks(download)
  if (options.yes) output.progress.note(`Downloading ${download}, once.`)
  await pull(
    missing.map(({ name }) => name),
    output.progress,
    interrupt.signal,
  )
  output.progress.done()
}

/**
 * The local packs recognise only English; a request that the server will refuse needs no download.
 */
function needsPacks({ engine = 'pipeline', from = '' }: PackOptions): boolean {
  return engine === 'pipeline' && /^en(-|$)/i.test(from)
}

/** Downloads packs and shows the progress. */
export async function pull(names: readonly string[], progress: Progress, signal: AbortSignal): Promise<void> {
  const { pullPacks } = await loadModels()
  let lastShown = ''
  const onProgress = ({ pack, bytes, totalBytes }: PullProgress) => {
    const percent = Math.floor((100 * bytes) / totalBytes)
    // This runs for each piece that arrives, and most pieces do not change the percentage.
    if (lastShown !== `${pack} ${percent}`) progress.step(`pulling ${pack}`, percent / 100)
    lastShown = `${pack} ${percent}`
  }
  await pullPacks(names, { signal, onProgress })
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
