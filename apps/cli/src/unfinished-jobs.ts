import type { Connection } from './connection/connect.ts'
import type { Context } from './run-command.ts'
import { followUp, type ServerLocation } from './follow-up.ts'
import type { OutputOptions } from './output/output.ts'

/**
 * Lists the unfinished translations of the data folder. An embedded server works on them first,
 * oldest first, so without this note a new translation would seem to hang.
 */
export async function noteUnfinishedJobs(
  { options, output, interrupt }: Context<OutputOptions & ServerLocation>,
  { client, kind }: Connection,
): Promise<void> {
  if (kind !== 'embedded') return
  const ids: string[] = []
  for await (const { id } of client.list({ status: ['pending', 'running'], signal: interrupt.signal }))
    ids.push(id)
  if (ids.length === 0) return
  output.progress.note(`Unfinished translations come first: ${ids.join(', ')}`)
  output.progress.note(`To cancel them: ${followUp('cancel', ids.join(' '), options)}`)
}
