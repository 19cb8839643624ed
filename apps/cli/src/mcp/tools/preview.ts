import type { CallToolResult, McpServer } from '@modelcontextprotocol/server'
import type { Preview } from 'video-translation-client'
import * as z from 'zod'
import { remoteFetch } from '../../connection/remote-fetch.ts'
import { answer, answering } from '../call/answers.ts'
import type { McpSession } from '../call/session.ts'
import { ID, LANGUAGE } from './arguments.ts'

const INPUT = z.strictObject({
  id: ID,
  target: LANGUAGE,
  text: z.string().min(1).max(500).describe('What to speak, in the language of the target'),
  cue: z
    .string()
    .regex(/^c\d+$/)
    .optional()
    .describe('Fit it into the time of this cue'),
  voice: z.string().max(200).optional().describe('From list_voices. Default: that of the target'),
})

const FIT = z.looseObject({ slotSeconds: z.number(), dubSeconds: z.number(), overflowSeconds: z.number() })

export function registerPreview(server: McpServer, session: McpSession): void {
  server.registerTool(
    'preview_cue',
    {
      title: 'Preview cue',
      description:
        'Speaks a text as a result would have it, with its length and how it fits. Changes nothing.',
      inputSchema: INPUT,
      outputSchema: z.object({ seconds: z.number().optional(), fit: FIT.optional() }),
      annotations: { readOnlyHint: true },
    },
    ({ id, ...request }, { mcpReq: { signal } }) =>
      answering(signal, async () => {
        const { client, url } = await session.connection()
        const { preview } = await import('video-translation-client/studio')
        return await heard(await preview(client, id, request, { signal }), url, signal)
      }),
  )
}

/** The facts, and the sound for callers that play it. */
async function heard(
  { seconds, fit, clip }: Preview,
  server: string,
  signal: AbortSignal,
): Promise<CallToolResult> {
  const facts = answer({ seconds, fit })
  if (clip?.url === undefined) return facts
  const response = await remoteFetch(new URL(clip.url, server), { signal })
  const data = Buffer.from(await response.arrayBuffer()).toString('base64')
  if (!response.ok) return facts
  return { ...facts, content: [...facts.content, { type: 'audio', data, mimeType: clip.mediaType }] }
}
