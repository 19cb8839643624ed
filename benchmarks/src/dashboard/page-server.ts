import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { VideoTranslationClient } from 'video-translation-client'
import { RUNNING, TRANSLATIONS } from './size.ts'

const SCRIPT = fileURLToPath(new URL('serve.ts', import.meta.url))
const AT_ONCE = 50

/** A server in a process of its own. Disposing it kills it. */
export interface PageServer extends AsyncDisposable {
  readonly url: string
  readonly client: VideoTranslationClient
}

export async function startPageServer(): Promise<PageServer> {
  const child = spawn(process.execPath, [...process.execArgv, SCRIPT], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string]
  const client = new VideoTranslationClient(url)
  return {
    url,
    client,
    async [Symbol.asyncDispose]() {
      client.close()
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

/** Fills the server with translations, of which the newest change once a second. */
export async function fill({ client }: PageServer, tell: (line: string) => void): Promise<void> {
  const create = (engine: string, index: number) =>
    client.create({ source: `https://example.com/talk-${index}.mp4`, from: 'en', to: ['es', 'fr'], engine })
  for (let index = 0; index < TRANSLATIONS; index += AT_ONCE) {
    const engine = index < TRANSLATIONS - RUNNING ? 'idle' : 'busy'
    await Promise.all(Array.from({ length: AT_ONCE }, (_, offset) => create(engine, index + offset)))
    if (index % 2_000 === 0) tell(`${index} of ${TRANSLATIONS} translations created`)
  }
}
