import type { McpServer } from '@modelcontextprotocol/server'
import type { EngineInfo } from 'video-translation-client'
import * as z from 'zod'
import { answer, answering } from '../call/answers.ts'
import { isPaid } from '../call/costs.ts'
import { ENGINE, engineDocument } from '../call/documents.ts'
import type { McpSession } from '../call/session.ts'
import { LANGUAGE } from './arguments.ts'

export function registerEngines(server: McpServer, session: McpSession): void {
  server.registerTool(
    'list_engines',
    {
      title: 'List engines',
      description: 'What can translate, between which languages, and with which options.',
      inputSchema: z.strictObject({
        from: LANGUAGE.optional().describe('Only languages that this one can be translated into'),
      }),
      outputSchema: z.object({ engines: z.array(ENGINE) }),
      annotations: { readOnlyHint: true },
    },
    ({ from }, { mcpReq: { signal } }) =>
      answering(signal, async () => {
        const { client } = await session.connection()
        const engines = await client.engines({ signal })
        return answer({ engines: engines.map((engine) => describe(engine, from)) })
      }),
  )
}

function describe(engine: EngineInfo, from: string | undefined) {
  const all = engineDocument(engine, isPaid(engine.name))
  if (from === undefined) return all
  const [primary] = from.split('-')
  return {
    ...all,
    languages: all.languages.filter((pair) => pair.from === '*' || pair.from.split('-')[0] === primary),
  }
}
