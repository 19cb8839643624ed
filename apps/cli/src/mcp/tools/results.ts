import type { McpServer } from '@modelcontextprotocol/server'
import * as z from 'zod'
import { CliError } from '../../errors.ts'
import { createProgress } from '../../output/create-progress.ts'
import { artifactsOf, saveAll } from '../../output/save.ts'
import { answer, answering } from '../call/answers.ts'
import { insideFiles } from '../call/files.ts'
import type { McpSession } from '../call/session.ts'
import { ID } from './arguments.ts'

const INPUT = z.strictObject({
  id: ID,
  names: z.array(z.string().max(200)).min(1).optional().describe('E.g. es.mp4. Default: all'),
  folder: z.string().max(4000).default('.').describe('Where to save them'),
  overwrite: z.boolean().default(false).describe('Replace files that exist'),
})

export function registerResults(server: McpServer, session: McpSession): void {
  server.registerTool(
    'download_files',
    {
      title: 'Download files',
      description: 'Saves files of a translation: the videos, subtitles, transcript and reports.',
      inputSchema: INPUT,
      outputSchema: z.object({
        files: z.array(z.object({ name: z.string(), path: z.string(), bytes: z.number() })),
      }),
      annotations: { destructiveHint: false },
    },
    (input, { mcpReq: { signal } }) =>
      answering(signal, async () => answer({ files: await save(session, input, signal) })),
  )
}

async function save(
  session: McpSession,
  { id, names, folder, overwrite }: z.infer<typeof INPUT>,
  signal: AbortSignal,
) {
  const path = await insideFiles(session.files, folder)
  const { client } = await session.connection()
  const translation = await client.get(id, { signal })
  const all = artifactsOf(translation).map(({ name }) => name)
  if (all.length === 0) throw new CliError('badInput', `${id} has no files yet.`, 'Wait for it first.')
  return await saveAll(
    client,
    translation,
    names ?? all,
    { path, overwrite },
    {
      signal,
      progress: createProgress('none'),
    },
  )
}
