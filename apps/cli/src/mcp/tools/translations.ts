import type { McpServer } from '@modelcontextprotocol/server'
import { TRANSLATION_STATUSES } from 'video-translation-client'
import * as z from 'zod'
import { answer, answering } from '../call/answers.ts'
import { OUTCOME, outcomeDocument, TRANSLATION, translationDocument } from '../call/documents.ts'
import type { McpSession } from '../call/session.ts'
import { ID, IDS } from './arguments.ts'

export function registerTranslations(server: McpServer, session: McpSession): void {
  registerStatus(server, session)
  registerList(server, session)
  registerCancel(server, session)
}

function registerStatus(server: McpServer, session: McpSession): void {
  server.registerTool(
    'get_status',
    {
      title: 'Get status',
      description: 'The status of translations now, without waiting.',
      inputSchema: z.strictObject({ ids: IDS }),
      outputSchema: z.object({ outcomes: z.array(OUTCOME) }),
      annotations: { readOnlyHint: true },
    },
    ({ ids }, { mcpReq: { signal } }) =>
      answering(signal, async () => {
        const { client } = await session.connection()
        return answer({ outcomes: (await client.getMany(ids, { signal })).map(outcomeDocument) })
      }),
  )
}

const FILTER = z.strictObject({
  status: z.array(z.enum(TRANSLATION_STATUSES)).optional(),
  text: z.string().max(200).optional().describe('Part of the name of the source, the reference or the id'),
  cursor: z.string().max(1000).optional().describe('nextCursor of the page before'),
  limit: z.int().min(1).max(50).default(20),
})

function registerList(server: McpServer, session: McpSession): void {
  server.registerTool(
    'list_translations',
    {
      title: 'List translations',
      description: 'Translations that match, newest first.',
      inputSchema: FILTER,
      outputSchema: z.object({ translations: z.array(TRANSLATION), nextCursor: z.string().optional() }),
      annotations: { readOnlyHint: true },
    },
    ({ cursor, ...filter }, { mcpReq: { signal } }) =>
      answering(signal, async () => {
        const { client } = await session.connection()
        const { items, nextCursor } = await client.list({ ...filter, signal }).page(cursor)
        return answer({ translations: items.map(translationDocument), ...(nextCursor && { nextCursor }) })
      }),
  )
}

function registerCancel(server: McpServer, session: McpSession): void {
  server.registerTool(
    'cancel_translation',
    {
      title: 'Cancel translation',
      description: 'Asks the server to stop a translation. One that has ended stays as it is.',
      inputSchema: z.strictObject({ id: ID }),
      outputSchema: TRANSLATION,
      annotations: { destructiveHint: true, idempotentHint: true },
    },
    ({ id }, { mcpReq: { signal } }) =>
      answering(signal, async () => {
        const { client } = await session.connection()
        return answer(translationDocument(await client.cancel(id, { signal })))
      }),
  )
}
