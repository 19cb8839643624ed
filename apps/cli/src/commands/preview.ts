import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import type { Preview } from 'video-translation-client'
import { preview as speak, readClip } from 'video-translation-client/studio'
import { CliError } from '../errors.ts'
import { connect } from '../connection/connect.ts'
import { withConnection, type ConnectionOptions } from '../connection/options.ts'
import type { ExitReason } from '../exit-codes.ts'
import { resolvePath } from '../input/path.ts'
import { shortPath } from '../output/save.ts'
import { runCommand, type Context } from '../run-command.ts'

interface PreviewOptions extends ConnectionOptions {
  to: string
  cue?: string
  voice?: string
  out: string
  overwrite?: boolean
}

/** A worker that has to load a voice first takes a minute or two. */
const TIMEOUT_MS = 300_000

export function previewCommand(): Command {
  const command = new Command('preview')
    .description('hear a line before it is in the video: speaks a text and saves it as a WAV')
    .argument('<id>', 'id of a translation')
    .argument('<text>', 'what to say, at most 500 characters')
    .requiredOption('--to <language>', 'language of the target')
    .option('--cue <id>', 'also fit it into the time of this cue, and say whether it fits')
    .option('--voice <name>', 'speak with this voice (default: that of the cue or the target)')
    .option('-o, --out <file>', 'file to save it in', 'preview.wav')
    .option('--overwrite', 'replace that file (default: stop if it exists)')
  return withConnection(command).action(runCommand(preview))
}

async function preview(
  { options, output, interrupt }: Context<PreviewOptions>,
  id: string,
  text: string,
): Promise<ExitReason> {
  const { to: target, cue, voice, overwrite = false } = options
  const path = resolvePath(options.out)
  if (!overwrite && existsSync(path)) throw fileExists(path)
  const { signal } = interrupt
  await using connection = await connect(options, 'working', { output, signal })
  const asked = { target, text, ...(cue && { cue }), ...(voice && { voice }) }
  const spoken = await speak(connection.client, id, asked, { signal, timeoutMs: TIMEOUT_MS })
  const clip = await readClip(connection.client, spoken, { signal })
  await writeFile(path, new Uint8Array(await clip.arrayBuffer()), { flag: overwrite ? 'w' : 'wx' })
  output.result({ ...spoken, path }, [shortPath(path), describeFit(spoken)])
  return 'done'
}

function fileExists(path: string): CliError {
  return new CliError(
    'badInput',
    `${shortPath(path)} exists already.`,
    'Choose another file with --out, or replace it with --overwrite.',
  )
}

function describeFit({ seconds = 0, fit }: Preview): string {
  const length = `${seconds.toFixed(1)} s`
  if (!fit) return length
  const { slotSeconds, overflowSeconds } = fit
  const room = `${length} of ${slotSeconds.toFixed(1)} s`
  return overflowSeconds > 0 ? `${room}: ${overflowSeconds.toFixed(1)} s too long` : `${room}: it fits`
}
