import { isFinal } from 'video-translation-client'
import type { Connection } from './connection/connect.ts'
import type { ExitReason } from './exit-codes.ts'
import type { CreatedJob } from './jobs.ts'
import type { RequestOptions } from './request.ts'
import type { Context } from './run-command.ts'
import { explainDetached } from './summary.ts'

/**
 * After Ctrl-C: cancels the translations if they run in this process. On a server they continue.
 */
export async function stopAfterInterrupt(
  { output, options }: Context<RequestOptions>,
  { kind, client }: Connection,
  jobs: readonly CreatedJob[],
): Promise<ExitReason> {
  output.progress.done()
  const open = jobs.filter(({ translation }) => !isFinal(translation.status))
  const ids = open.map(({ translation }) => translation.id)
  if (ids.length === 0) return 'interrupted'
  if (kind !== 'embedded') {
    for (const id of ids) process.stderr.write(`${explainDetached(id, options)}\n`)
    return 'interrupted'
  }
  process.stderr.write(`Canceling ${ids.join(', ')}... (Ctrl-C again to leave at once)\n`)
  await Promise.all(ids.map((id) => client.cancel(id)))
  await client.waitMany(ids, { timeoutMs: 10_000 })
  process.stderr.write(`Canceled ${ids.join(', ')}.\n`)
  return 'interrupted'
}
