import type { McpServer } from '@modelcontextprotocol/server'
import type { CreateRequest, VideoTranslationClient } from 'video-translation-client'
import * as z from 'zod'
import { isUrl, readSource } from '../../input/source.ts'
import { explainRefusal } from '../../refusal.ts'
import { answer, answering } from '../call/answers.ts'
import { refuseUnlessConfirmed } from '../call/costs.ts'
import { TRANSLATION, translationDocument } from '../call/documents.ts'
import { insideFiles } from '../call/files.ts'
import type { McpSession } from '../call/session.ts'
import { CONFIRM_COST, LANGUAGE } from './arguments.ts'

const INPUT = z.strictObject({
  source: z.string().min(1).max(4000).describe('http(s) URL, or path of a video or audio file'),
  to: z.array(LANGUAGE).min(1).max(50).describe('Target languages'),
  from: LANGUAGE.optional().describe('Language that is spoken. Default: detected, where that is possible'),
  engine: z.string().max(100).optional().describe('Name from list_engines. Default: the first of them'),
  options: z.record(z.string(), z.unknown()).optional().describe('Options of the engine; see list_engines'),
  review: z
    .array(z.enum(['transcript', 'translation']))
    .optional()
    .describe('Stop there as needs_input, until approve_review'),
  reference: z.string().max(200).optional().describe('An id of your own'),
  idempotencyKey: z.string().max(200).optional().describe('The same key never starts a second translation'),
  confirmCost: CONFIRM_COST,
})

export function registerCreate(server: McpServer, session: McpSession): void {
  server.registerTool(
    'create_translation',
    {
      title: 'Create translation',
      description:
        'Starts to translate a video into other languages. Answers at once; wait_for_translations waits.',
      inputSchema: INPUT,
      outputSchema: TRANSLATION,
      annotations: { destructiveHint: false, openWorldHint: true },
    },
    (input, context) =>
      answering(context.mcpReq.signal, async () => {
        const { signal } = context.mcpReq
        const { client } = await session.connection()
        const engine = input.engine ?? (await client.engines({ signal }))[0]?.name ?? ''
        const what = `the translation of ${input.source} into ${input.to.join(', ')}`
        const work = { engine, what, confirmCost: input.confirmCost }
        const refused = refuseUnlessConfirmed(server, context, work)
        if (refused) return refused
        return answer(translationDocument(await create(client, await requestOf(session, input), signal)))
      }),
  )
}

async function requestOf(session: McpSession, input: z.infer<typeof INPUT>): Promise<CreateRequest> {
  const { source, confirmCost: _, ...rest } = input
  const path = isUrl(source) ? source : await insideFiles(session.files, source)
  const { value, name } = await readSource(path)
  return { ...rest, source: value, ...(value instanceof URL ? {} : { name }) }
}

async function create(client: VideoTranslationClient, request: CreateRequest, signal: AbortSignal) {
  try {
    return await client.create(request, { signal })
  } catch (error) {
    throw await explainRefusal(error, request, () => client.engines({ signal }))
  }
}
