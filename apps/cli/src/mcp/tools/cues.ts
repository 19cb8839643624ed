import type { McpServer } from '@modelcontextprotocol/server'
import type { Cue, CueEdit } from 'video-translation-client'
import * as z from 'zod'
import { answer, answering } from '../call/answers.ts'
import type { McpSession } from '../call/session.ts'
import { ID, LANGUAGE } from './arguments.ts'

const REVISION = z.int().min(0).describe('Of the cues, from read_cues')

const CUE = z
  .string()
  .regex(/^c\d+$/)
  .describe('Id of a cue, e.g. c12')

const SECONDS = z.number().min(0)

const TEXT = z.string().max(10_000)

const PAGE = z.object({
  revision: REVISION,
  language: z.string().optional().describe('Language of `text`'),
  total: z.int().describe('Cues of the translation'),
  nextStart: z.int().optional().describe('Pass it as `start` to read on.'),
  cues: z.array(z.looseObject({ id: z.string(), start: z.number(), end: z.number(), text: z.string() })),
})

export function registerCues(server: McpServer, session: McpSession): void {
  registerRead(server, session)
  registerEdit(server, session)
}

function registerRead(server: McpServer, session: McpSession): void {
  server.registerTool(
    'read_cues',
    {
      title: 'Read cues',
      description:
        'The timed lines of a translation: what is said, and its translations. Times are seconds of the source.',
      inputSchema: z.strictObject({
        id: ID,
        target: LANGUAGE.optional().describe('Only this target. Default: all'),
        start: z.int().min(0).default(0).describe('Number of the first cue, from 0'),
        count: z.int().min(1).max(500).default(100),
      }),
      outputSchema: PAGE,
      annotations: { readOnlyHint: true },
    },
    ({ id, target, start, count }, { mcpReq: { signal } }) =>
      answering(signal, async () => {
        const { client } = await session.connection()
        const { revision, language, items } = await client.cues(id, { target, signal })
        const next = start + count
        const more = next < items.length && { nextStart: next }
        const cues = items.slice(start, next)
        return answer({ revision, ...(language && { language }), total: items.length, ...more, cues })
      }),
  )
}

const EDIT = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('set'),
    cue: CUE,
    target: LANGUAGE.optional().describe('With it, the edit is about this translation of the cue'),
    text: TEXT.nullable().optional().describe('Null, with a target: a machine translates it again'),
    start: SECONDS.optional(),
    end: SECONDS.optional(),
    speaker: z.string().max(100).nullable().optional(),
    voice: z.string().max(200).nullable().optional().describe('With a target: who speaks it'),
    approved: z.boolean().optional().describe('With a target: a person has looked at it'),
  }),
  z.strictObject({
    op: z.literal('split'),
    cue: CUE,
    at: SECONDS,
    texts: z.tuple([TEXT, TEXT]).optional(),
  }),
  z.strictObject({ op: z.literal('merge'), cues: z.array(CUE).min(2) }),
  z.strictObject({ op: z.literal('insert'), start: SECONDS, end: SECONDS, text: TEXT }),
  z.strictObject({ op: z.literal('delete'), cue: CUE }),
  z.strictObject({ op: z.literal('revert'), revision: REVISION }),
])

function registerEdit(server: McpServer, session: McpSession): void {
  server.registerTool(
    'edit_cues',
    {
      title: 'Edit cues',
      description: 'Changes cues, all or none. The results stay as they are until apply_edits.',
      inputSchema: z.strictObject({ id: ID, revision: REVISION, edits: z.array(EDIT).min(1).max(500) }),
      outputSchema: z.object({
        revision: REVISION,
        changed: z.array(z.looseObject({ id: z.string() })),
        removed: z.array(z.string()),
      }),
      annotations: { destructiveHint: false },
    },
    ({ id, revision, edits }, { mcpReq: { signal } }) =>
      answering(signal, async () => {
        const { client } = await session.connection()
        // The server says which edit is wrong, and why, better than a schema could.
        const done = await client.editCues(id, { revision, edits: edits as CueEdit[] }, { signal })
        const changed: Cue[] = done.changed
        return answer({ revision: done.revision, changed, removed: done.removed })
      }),
  )
}
