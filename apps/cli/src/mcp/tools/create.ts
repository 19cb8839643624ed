import type { McpServer } from '@modelcontextprotocol/server'
import type { CreateRequest, EngineInfo, VideoTranslationClient } from 'video-translation-client'
import { findCharge } from 'video-translation-client/estimate'
import * as z from 'zod'
import { isUrl, readSource } from '../../input/source.ts'
import { explainRefusal } from '../../refusal.ts'
import { answer, answering, refusal } from '../call/answers.ts'
import { refuseUnlessConfirmed } from '../call/costs.ts'
import { TRANSLATION, translationDocument } from '../call/documents.ts'
import { insideFiles } from '../call/files.ts'
import type { McpSession } from '../call/session.ts'
import { shortSource } from '../call/short-source.ts'
import { CONFIRM_COST, LANGUAGE } from './arguments.ts'

const INPUT = z.strictObject({
  source: z.string().min(1).max(4000).describe('http(s) URL, or path of a video or audio file'),
  to: z.array(LANGUAGE).min(1).max(50).describe('Target languages'),
  from: LANGUAGE.optional().describe('Language that is spoken. Default: detected, where that is possible'),
  // A person reads it in the question about the cost, so it is no place for sentences.
  engine: z
    .string()
    .regex(/^[\w.-]{1,100}$/)
    .optional()
    .describe('Name from list_engines. Default: the one with isDefault'),
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
        const engine = input.engine ?? defaultOf(await client.engines({ signal }))
        if (engine === undefined) return refusal(ENGINE_NEEDED)
        const what = `the translation of ${shortSource(input.source)} into ${input.to.join(', ')}`
        const charge = await findCharge(client, engine, 'create', { signal })
        const work = { engine, charge, what, confirmCost: input.confirmCost }
        const refused = refuseUnlessConfirmed(server, context, work)
        if (refused) return refused
        // The engine is named, so that no other one than the person agreed to does the work.
        const request = { ...(await requestOf(session, input)), engine }
        return answer(translationDocument(await create(client, request, signal)))
      }),
  )
}

const ENGINE_NEEDED =
  'engine_needed: This server does not say which engine it takes by default. Name one from list_engines.'

/** Undefined where an older server has several engines and does not say which one it takes. */
function defaultOf(engines: readonly EngineInfo[]): string | undefined {
  const usual = engines.find(({ isDefault }) => isDefault) ?? (engines.length === 1 ? engines[0] : undefined)
  return usual?.name
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
