import { estimate, type Estimate } from 'video-translation-client/estimate'
import { connect, type Connection } from './connection/connect.ts'
import { detectLanguages } from './detect-languages.ts'
import type { ExitReason } from './exit-codes.ts'
import type { Source } from './input/source.ts'
import { describeEstimate } from './output/describe-estimate.ts'
import { loadModels } from './packs.ts'
import type { RequestOptions } from './request.ts'
import type { Context } from './run-command.ts'

/** What a source would need. */
export interface DryRun {
  name: string
  /** The language of the source: given, or detected. */
  from?: string
  /** What would be made: target languages, or a transcript. */
  to: string[]
  /** Whether packs would have to be pulled on another machine. */
  isElsewhere: boolean
  estimate: Estimate
}

/** Says what the translations of the sources would need, and starts none. */
export async function dryRun(
  context: Context<RequestOptions>,
  sources: readonly Source[],
): Promise<ExitReason> {
  const { options, output, interrupt } = context
  await using connection = await connect(options, 'idle', { output, signal: interrupt.signal })
  const runs: DryRun[] = []
  for (const source of sources) runs.push(await runDry(context, connection, source))
  const lines = runs.flatMap((run) => [...describeEstimate(run, output.columns), ''])
  output.result(runs.length === 1 ? runs[0] : runs, [...lines, 'Nothing was started.'])
  return runs.every((run) => run.estimate.possible) ? 'done' : 'badInput'
}

async function runDry(
  context: Context<RequestOptions>,
  { client, kind }: Connection,
  source: Source,
): Promise<DryRun> {
  const { options, interrupt } = context
  const { to, engine, priority, option } = options
  const from = options.from ?? (kind === 'remote' ? undefined : await languageOf(context, source))
  const request = {
    to,
    ...(from && { from }),
    ...(engine && { engine }),
    ...(priority && { priority }),
    ...(option && { options: option }),
    ...(source.value instanceof URL && { source: { url: source.value.href } }),
  }
  const durationSeconds = await durationOf(source, interrupt.signal)
  const answer = await estimate(client, { ...request, durationSeconds }, { signal: interrupt.signal })
  const made = options.only === 'transcript' ? ['transcript'] : to
  const isElsewhere = kind !== 'embedded'
  return { name: source.name, ...(from && { from }), to: made, isElsewhere, estimate: answer }
}

/** Undefined for a URL, and if Whisper is missing. */
async function languageOf(context: Context<RequestOptions>, { path }: Source): Promise<string | undefined> {
  return path === undefined ? undefined : (await detectLanguages(context, [path]))[0]
}

/** Undefined for a URL, and for a file that cannot be read: the translation says why it fails. */
async function durationOf({ path }: Source, signal: AbortSignal): Promise<number | undefined> {
  if (path === undefined) return undefined
  const { readDuration } = await loadModels()
  return await readDuration(path, signal).catch(() => undefined)
}
