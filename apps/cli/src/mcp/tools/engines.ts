import type { McpServer } from '@modelcontextprotocol/server'
import type { EngineInfo } from 'video-translation-client'
import { chargeAmong } from 'video-translation-client/estimate'
import * as z from 'zod'
import { answer, answering } from '../call/answers.ts'
import { ENGINE, engineDocument, VOICE, voiceDocument } from '../call/documents.ts'
import type { McpSession } from '../call/session.ts'
import { LANGUAGE } from './arguments.ts'

export function registerEngines(server: McpServer, session: McpSession): void {
  registerEngineList(server, session)
  registerVoiceList(server, session)
}

function registerVoiceList(server: McpServer, session: McpSession): void {
  server.registerTool(
    'list_voices',
    {
      title: 'List voices',
      description: 'The voices that can speak a language, for all of a translation or for single cues.',
      inputSchema: z.strictObject({ language: LANGUAGE.describe('The target, e.g. es') }),
      outputSchema: z.object({ voices: z.array(VOICE) }),
      annotations: { readOnlyHint: true },
    },
    ({ language }, { mcpReq: { signal } }) =>
      answering(signal, async () => {
        const { client } = await session.connection()
        const engines = await client.engines({ signal })
        const all = engines.flatMap(({ name, voices = [] }) =>
          voices.map((voice) => voiceDocument(name, voice)),
        )
        return answer({ voices: all.filter((voice) => speaks(voice.language, language)) })
      }),
  )
}

function speaks(spoken: string, wanted: string): boolean {
  return spoken === '*' || spoken.split('-')[0] === wanted.split('-')[0]
}

function registerEngineList(server: McpServer, session: McpSession): void {
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
  const all = engineDocument(engine, chargeAmong([engine], engine.name, 'create') !== undefined)
  if (from === undefined) return all
  const [primary] = from.split('-')
  return {
    ...all,
    languages: all.languages.filter((pair) => pair.from === '*' || pair.from.split('-')[0] === primary),
  }
}
