import type { McpServer, ServerContext } from '@modelcontextprotocol/server'
import type { Translation, VideoTranslationClient } from 'video-translation-client'
import * as z from 'zod'
import { answer, answering } from '../call/answers.ts'
import { refuseUnlessConfirmed } from '../call/costs.ts'
import { TRANSLATION, translationDocument } from '../call/documents.ts'
import type { McpSession } from '../call/session.ts'
import { CONFIRM_COST, ID, LANGUAGE } from './arguments.ts'

const TARGETS = z.array(LANGUAGE).min(1).max(50)

export function registerRevisions(server: McpServer, session: McpSession): void {
  const register = registrar(server, session)
  register(
    'apply_edits',
    'Brings the results up to date with the edited cues. Only what was edited is done again. Then wait_for_translations.',
    { targets: TARGETS.optional().describe('Default: all that need it') },
    (client, id, request, signal) => client.apply(id, request, { signal }),
  )
  register(
    'retry_translation',
    'Tries again what failed or was canceled.',
    { targets: TARGETS.optional().describe('Default: all that failed') },
    (client, id, request, signal) => client.retry(id, request, { signal }),
  )
  register(
    'add_targets',
    'Translates a translation into further languages.',
    { to: TARGETS, options: z.record(z.string(), z.unknown()).optional() },
    (client, id, request, signal) => client.addTargets(id, request, { signal }),
  )
  register(
    'approve_review',
    'Goes on after a stop for review (status needs_input).',
    {
      stage: z.enum(['transcript', 'translation']),
      revision: z.int().min(0).optional().describe('The revision of the cues that was looked at'),
    },
    (client, id, request, signal) => client.approve(id, request, { signal }),
  )
}

type Revise<Shape extends z.ZodRawShape> = (
  client: VideoTranslationClient,
  id: string,
  request: z.infer<z.ZodObject<Shape>>,
  signal: AbortSignal,
) => Promise<Translation>

/** Registers tools that let a translation go on, at a vendor's price if it was made there. */
function registrar(server: McpServer, session: McpSession) {
  const confirm = async (context: ServerContext, id: string, what: string, confirmCost?: boolean) => {
    const { client } = await session.connection()
    const { engine } = await client.get(id, { signal: context.mcpReq.signal })
    return refuseUnlessConfirmed(server, context, { engine, what: `${what} of ${id}`, confirmCost })
  }
  return <Shape extends z.ZodRawShape>(
    name: string,
    description: string,
    shape: Shape,
    revise: Revise<Shape>,
  ): void => {
    const inputSchema = z.strictObject({ ...shape, id: ID, confirmCost: CONFIRM_COST })
    const annotations = { destructiveHint: false, openWorldHint: true }
    const config = { title: titleOf(name), description, inputSchema, outputSchema: TRANSLATION, annotations }
    server.registerTool(name, config, (input, context) =>
      answering(context.mcpReq.signal, async () => {
        const { id, confirmCost, ...request } = input as { id: string; confirmCost?: boolean }
        const refused = await confirm(context, id, titleOf(name).toLowerCase(), confirmCost)
        if (refused) return refused
        const { client } = await session.connection()
        const typed = request as z.infer<z.ZodObject<Shape>>
        return answer(translationDocument(await revise(client, id, typed, context.mcpReq.signal)))
      }),
    )
  }
}

function titleOf(name: string): string {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
