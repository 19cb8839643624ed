import { Command, Option } from 'commander'
import {
  type BulkResult,
  type ChargedVerb,
  type Translation,
  type TranslationStatus,
  TRANSLATION_STATUSES,
  type VideoTranslationClient,
} from 'video-translation-client'
import type { BulkOptions, Selection } from 'video-translation-client/operate'
import { agreeToCharge, chargesOf, enginesOf } from './charges.ts'
import { connect } from './connection/connect.ts'
import { withConnection, type ConnectionOptions } from './connection/options.ts'
import { CliError } from './errors.ts'
import type { ExitReason } from './exit-codes.ts'
import { agreeTo } from './input/agree.ts'
import { parseDurationMs } from './input/duration.ts'
import { filterOf, type FilterOptions, withFilter } from './input/filter.ts'
import { runCommand, type Context } from './run-command.ts'

/** The options of a command that changes many translations. */
interface ManyOptions extends ConnectionOptions, FilterOptions {
  /** In milliseconds. */
  olderThan?: number
  yes?: boolean
}

/** What a command does with translations. */
interface ManyVerb {
  /** The command, e.g. `cancel`. */
  name: string
  description: string
  /** What is said when it is done, e.g. `canceled`. */
  past: string
  /** The statuses in which there is something to do. Default: all. */
  statuses?: readonly TranslationStatus[]
  changeOne(
    client: VideoTranslationClient,
    id: string,
    options: { signal: AbortSignal },
  ): Promise<{ id: string; status?: string; deleted?: true }>
  changeAll(client: VideoTranslationClient, selection: Selection, options: BulkOptions): Promise<BulkResult>
  /** What vendors may charge for. Absent: it costs nothing. */
  charged?: ChargedVerb
}

/** A command that takes ids, or options that select translations in their place. */
export function manyCommand(verb: ManyVerb): Command {
  const command = new Command(verb.name)
    .description(verb.description)
    .argument('[id...]', 'ids of translations, in place of the options that select some')
  withFilter(command)
    .addOption(
      new Option(
        '--older-than <duration>',
        'only translations that were created longer ago than this, e.g. 30d',
      ).argParser(parseDurationMs),
    )
    .option(
      '-y, --yes',
      `${verb.name} without asking: all that match${verb.charged ? ', and what vendors charge for' : ''}`,
    )
  const run = (context: Context<ManyOptions>, ids: string[]) =>
    selectsMany(context.options, ids) ? changeMany(context, verb) : changeEach(context, ids, verb)
  return withConnection(command).action(runCommand(run))
}

/** Whether options select translations. @throws CliError with ids beside them, or without both */
function selectsMany({ olderThan, ...options }: ManyOptions, ids: readonly string[]): boolean {
  const isFiltered = olderThan !== undefined || Object.keys(filterOf(options)).length > 0
  if (isFiltered !== ids.length > 0) return isFiltered
  const message = isFiltered
    ? 'Ids and options that select translations do not go together.'
    : 'Nothing is selected.'
  throw new CliError('badInput', message, 'Give ids, or options such as --status error.')
}

async function changeEach(
  { options, output, interrupt: { signal } }: Context<ManyOptions>,
  ids: readonly string[],
  { changeOne, past, charged: verb }: ManyVerb,
): Promise<ExitReason> {
  await using connection = await connect(options, 'idle', { output, signal })
  if (verb && !options.yes) {
    const engines = await enginesOf(connection.client, ids, signal)
    await agreeToCharge(connection.client, { engines, verb, yes: false }, signal)
  }
  const changed = []
  for (const id of ids) changed.push(await changeOne(connection.client, id, { signal }))
  output.result(
    changed,
    changed.map(({ id, status = past }) => `${id} ${status}`),
  )
  return 'done'
}

/** Changes all that match, after a person has agreed to their number. */
async function changeMany(context: Context<ManyOptions>, verb: ManyVerb): Promise<ExitReason> {
  const { options, output, interrupt } = context
  const { signal } = interrupt
  await using connection = await connect(options, 'idle', { output, signal })
  const found = await findAll(connection.client, verb, options, signal)
  if (found.length > 0 && !options.yes) await agree(connection.client, found, verb, signal)
  const ids = found.map(({ id }) => id)
  const result = await verb.changeAll(connection.client, { ids }, { signal })
  output.result(result, linesOf(result, verb))
  return result.failed.length > 0 ? 'failed' : 'done'
}

type Found = Pick<Translation, 'id' | 'engine'>

/** Read before anything is changed, so that exactly those are changed that were agreed to. */
async function findAll(
  client: VideoTranslationClient,
  { statuses = TRANSLATION_STATUSES }: ManyVerb,
  { olderThan = 0, ...options }: ManyOptions,
  signal: AbortSignal,
): Promise<Found[]> {
  const { status = TRANSLATION_STATUSES, ...filter } = filterOf(options)
  const wanted = statuses.filter((one) => status.includes(one))
  const before = Date.now() - olderThan
  const found: Found[] = []
  if (wanted.length === 0) return found
  for await (const { id, engine, createdAt } of client.list({
    ...filter,
    status: wanted,
    limit: 100,
    signal,
  }))
    if (olderThan === 0 || Date.parse(createdAt) < before) found.push({ id, engine })
  return found
}

/** @throws CliError if the person says no, or nobody can be asked */
async function agree(
  client: VideoTranslationClient,
  found: readonly Found[],
  { name, charged: verb }: ManyVerb,
  signal: AbortSignal,
): Promise<void> {
  const engines = found.map(({ engine }) => engine)
  const charges = verb ? await chargesOf(client, { engines, verb }, signal) : []
  const count = `${found.length} ${found.length === 1 ? 'translation' : 'translations'}`
  await agreeTo([`This would ${name} ${count}.`, ...charges].join(' '), signal)
}

function linesOf({ changed, unchanged, failed }: BulkResult, { past }: ManyVerb): string[] {
  return [
    `${changed} ${past}${unchanged > 0 ? `, ${unchanged} unchanged` : ''}`,
    ...failed.map(({ id, message }) => `${id} ${message}`),
  ]
}
