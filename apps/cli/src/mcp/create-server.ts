import { McpServer } from '@modelcontextprotocol/server'
import { registerResources } from './resources.ts'
import type { McpSession } from './call/session.ts'
import { registerCreate } from './tools/create.ts'
import { registerCues } from './tools/cues.ts'
import { registerEngines } from './tools/engines.ts'
import { registerPreview } from './tools/preview.ts'
import { registerRevisions } from './tools/revisions.ts'
import { registerResults } from './tools/results.ts'
import { registerTranslations } from './tools/translations.ts'
import { registerWait } from './tools/wait.ts'

const INSTRUCTIONS = `Translates videos into other languages. The usual course: create_translation, then
wait_for_translations until its result is final, then download_files. A wait that ends with \`timeout\` has
changed nothing: call it again with its token. To correct the result: read_cues, edit_cues, apply_edits,
wait_for_translations. Languages are BCP 47 tags such as es or pt-BR.`

/** A server of the Model Context Protocol for one caller. */
export function createMcpServer(session: McpSession, version: string): McpServer {
  const server = new McpServer({ name: 'video-translation', version }, { instructions: INSTRUCTIONS })
  registerEngines(server, session)
  registerCreate(server, session)
  registerWait(server, session)
  registerTranslations(server, session)
  registerCues(server, session)
  registerPreview(server, session)
  registerRevisions(server, session)
  registerResults(server, session)
  registerResources(server, session)
  return server
}
