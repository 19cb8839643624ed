import type { McpServer, ServerContext } from '@modelcontextprotocol/server'
import type { ChargedVerb, Translation, VideoTranslationClient } from 'video-translation-client'
import { findCharge } from 'video-translation-client/estimate'
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
    ['apply_edits', 'apply'],
    'Brings the results up to date with the edited cues. Only what was edited is done again. Then wait_for_translations.',
    { targets: TARGETS.optional().describe('Default: all that need it') },
    (client, id, request, signal) => client.apply(id, request, { signal }),
  )
  register(
    ['retry_translation', 'retry'],
    'Tries again what failed or was canceled.',
    { targets: TARGETS.optional().describe('Default: all that failed') },
    (client, id, request, signal) => client.retry(id, request, { signal }),
  )
  register(
    ['add_targets', 'addTargets'],
    'Translates a translation into further languages.',
    { to: TARGETS, options: z.record(z.string(), z.unknown()).optional() },
    (client, id, request, signal) => client.addTargets(id, request, { signal }),
  )
  register(
    ['approve_review', 'approve'],
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

/** The name of a tool, and the verb that it calls. */
type PaidTool = [name: string, verb: ChargedVerb]

/** Registers tools that let a translation go on, at a vendor's price if it was made there. */
function registrar(server: McpServer, session: McpSession) {
  const confirm = async (
    context: ServerContext,
    id: string,
    [name, verb]: PaidTool,
    confirmCost: boolean | undefined,
  ) => {
    const { client } = await session.connection()
    const { signal } = context.mcpReq
    const { engine } = await client.get(id, { signal })
    const charge = await findCharge(client, engine, verb, { signal })
    const what = `${titleOf(name).toLowerCase()} of ${id}`
    return refuseUnlessConfirmed(server, context, { engine, charge, what, confirmCost })
  }
  return <Shape extends z.ZodRawShape>(
    tool: PaidTool,
    description: string,
    shape: Shape,
    revise: Revise<Shape>,
  ): void => {
    const [name] = tool
    const inputSchema = z.strictObject({ ...shape, id: ID, confirmCost: CONFIRM_COST })
    const annotations = { destructiveHint: false, openWorldHint: true }
    const config = { title: titleOf(name), description, inputSchema, outputSchema: TRANSLATION, annotations }
    server.registerTool(name, config, (input, context) =>
      answering(context.mcpReq.signal, async () => {
        const { id, confirmCost, ...request } = input as { id: string; confirmCost?: boolean }
        const refused = await confirm(context, id, tool, confirmCost)
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
