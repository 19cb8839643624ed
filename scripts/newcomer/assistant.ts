import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type CallToolResult, Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import type { Machine } from './machine.ts'

interface Config {
  mcpServers: Record<string, { command: string; args: string[] }>
}

/** Does what an assistant with this config does: translates the video, waits and saves. */
export async function askAssistant({ folder, env, configs }: Machine): Promise<void> {
  const { mcpServers } = JSON.parse(configs[0] ?? '') as Config
  const { command, args } = mcpServers['video-translation'] ?? { command: '', args: [] }
  const own = args.map((arg) => (arg === '/home/me/Videos' ? folder : arg))
  const client = new Client({ name: 'newcomer', version: '1' })
  const transport = new StdioClientTransport({
    command: 'env',
    args: [command, ...own],
    cwd: folder,
    env: env as Record<string, string>,
    stderr: 'inherit',
  })
  await client.connect(transport)
  try {
    await translate(client)
  } finally {
    await client.close()
  }
  const saved = join(folder, 'translated/es.mp4')
  if (!existsSync(saved)) throw new Error(`The assistant has not saved ${saved}.`)
}

async function translate(client: Client): Promise<void> {
  const { id } = await call<{ id: string }>(client, 'create_translation', {
    source: 'talk.mp4',
    from: 'en',
    to: ['es'],
  })
  let token: string | undefined
  do {
    const waiting = token === undefined ? { ids: [id] } : { token }
    token = (await call<{ token?: string }>(client, 'wait_for_translations', waiting)).token
  } while (token !== undefined)
  await call(client, 'download_files', { id, folder: 'translated' })
}

async function call<Data>(client: Client, name: string, input: Record<string, unknown>): Promise<Data> {
  const result = (await client.callTool({ name, arguments: input })) as CallToolResult
  if (!result.isError) return result.structuredContent as Data
  throw new Error(`${name}: ${JSON.stringify(result.content)}`)
}
