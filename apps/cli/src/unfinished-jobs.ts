import type { Connection } from './connection/connect.ts'
import type { Context } from './run-command.ts'
import { followUp, type ServerLocation } from './follow-up.ts'
import type { OutputOptions } from './output/output.ts'

/**
 * An embedded server goes on with everything that the data folder holds unfinished, and the oldest comes first. Without a
 * word of it a new translation would seem to hang.
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
  output.progress.note(`Unfinished from before, and done first: ${ids.join(', ')}`)
  output.progress.note(`Where that is not wanted: ${followUp('cancel', ids.join(' '), options)}`)
}
