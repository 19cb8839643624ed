import type { McpServer, ServerContext } from '@modelcontextprotocol/server'
import type { Outcome } from 'video-translation-client'
import * as z from 'zod'
import { CliError } from '../../errors.ts'
import { answer, answering } from '../call/answers.ts'
import { OUTCOME, outcomeDocument } from '../call/documents.ts'
import type { McpSession } from '../call/session.ts'
import { progressNotifier } from '../call/wait-progress.ts'
import { readWaitToken, writeWaitToken } from '../call/wait-token.ts'
import { IDS } from './arguments.ts'

/** Many callers give up a call after 60 seconds. */
const DEFAULT_SECONDS = 45

const INPUT = z.strictObject({
  ids: IDS.optional(),
  token: z.string().max(20_000).optional().describe('From an earlier wait, in place of ids'),
  timeoutSeconds: z
    .number()
    .min(1)
    .max(86_400)
    .default(DEFAULT_SECONDS)
    .describe('The wait ends then; the translations go on'),
})

export function registerWait(server: McpServer, session: McpSession): void {
  server.registerTool(
    'wait_for_translations',
    {
      title: 'Wait for translations',
      description:
        'Waits until each has ended or needs a person, and reports progress. If the time is over first, the answer has a token: pass it to the next call to go on.',
      inputSchema: INPUT,
      outputSchema: z.object({
        outcomes: z.array(OUTCOME),
        token: z.string().optional().describe('Some still run: pass it to the next call.'),
      }),
      annotations: { readOnlyHint: true },
    },
    (input, context) =>
      answering(context.mcpReq.signal, async () => {
        const outcomes = await wait(session, context, input)
        const open = outcomes.filter(({ result }) => result === 'timeout').map(({ id }) => id)
        const token = open.length > 0 ? writeWaitToken(session.place, open) : undefined
        return answer({ outcomes: outcomes.map(outcomeDocument), ...(token && { token }) })
      }),
  )
}

async function wait(
  session: McpSession,
  context: ServerContext,
  { ids, token, timeoutSeconds }: z.infer<typeof INPUT>,
): Promise<Outcome[]> {
  const all = token === undefined ? (ids ?? []) : readWaitToken(session.place, token)
  if (all.length === 0) throw new CliError('badInput', 'Name ids, or the token of an earlier wait.')
  const { client } = await session.connection()
  return await client.waitMany(all, {
    signal: context.mcpReq.signal,
    timeoutMs: timeoutSeconds * 1000,
    onUpdate: progressNotifier(context, all),
  })
}
