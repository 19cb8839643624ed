import type { CallToolResult, McpServer } from '@modelcontextprotocol/server'
import type { Preview, VideoTranslationClient } from 'video-translation-client'
import * as z from 'zod'
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
  sound: z.boolean().optional().describe('Also answer with the sound, for clients that play it'),
})

/** An assistant waits for a tool about a minute. */
const TIMEOUT_MS = 45_000
/** In text the sound is a third larger, and it fills the context of the assistant. */
const MOST_SOUND_BYTES = 1_000_000

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
    ({ id, sound, ...request }, { mcpReq: { signal } }) =>
      answering(signal, async () => {
        const { client } = await session.connection()
        const { preview } = await import('video-translation-client/studio')
        const spoken = await preview(client, id, request, { signal, timeoutMs: TIMEOUT_MS })
        const facts = answer({ seconds: spoken.seconds, fit: spoken.fit })
        return sound ? await withSound(facts, client, spoken, signal) : facts
      }),
  )
}

async function withSound(
  facts: CallToolResult,
  client: VideoTranslationClient,
  spoken: Preview,
  signal: AbortSignal,
): Promise<CallToolResult> {
  const { clip } = spoken
  if (!clip || (clip.bytes ?? 0) > MOST_SOUND_BYTES) return facts
  const { readClip } = await import('video-translation-client/studio')
  const sound = await readClip(client, spoken, { signal })
  if (sound.size > MOST_SOUND_BYTES) return facts
  const data = Buffer.from(await sound.arrayBuffer()).toString('base64')
  return { ...facts, content: [...facts.content, { type: 'audio', data, mimeType: clip.mediaType }] }
}
