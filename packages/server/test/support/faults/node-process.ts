import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { quietPort } from '../../../../client/test/support/quiet-port.ts'
import { openLink, type Link } from './link.ts'
import type { NodeOrder } from './node.ts'

const LEASE_MS = 2_000
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

/** A server in a process of its own, on a port that it keeps, with its own ways to the others. */
export interface NodeProcess {
  readonly name: string
  readonly url: string
  readonly history: string
  readonly toDatabase: Link
  start(): Promise<void>
  /** SIGKILL. */
  kill(): Promise<void>
  close(): Promise<void>
}

/** The parts of a server that its nodes share. */
export interface Surroundings {
  /** The script of a node. */
  script: string
  folder: string
  databaseUrl: string
  /** Gets all webhooks. */
  receiver: string
}

export async function createNode(
  name: string,
  { script, folder, databaseUrl, receiver }: Surroundings,
): Promise<NodeProcess> {
  const toDatabase = await openLink(addressOf(databaseUrl))
  const port = await quietPort()
  const history = join(folder, `${name}.history`)
  const order: NodeOrder = {
    history,
    options: {
      port,
      // All nodes have their files in one folder.
      dataDir: join(folder, 'data'),
      databaseUrl: through(databaseUrl, toDatabase),
      webhooks: { url: receiver, secret: SECRET, retryDelaysMs: [200] },
      worker: { leaseMs: LEASE_MS, maxAttempts: 50 },
      logLevel: 'silent',
    },
  }
  let child: ChildProcess | undefined
  const kill = async () => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    history,
    toDatabase,
    async start() {
      child = spawn(process.execPath, [script, JSON.stringify(order)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await Promise.race([
        once(createInterface(child.stdout as NodeJS.ReadableStream), 'line'),
        failed(child, name),
      ])
    },
    kill,
    async close() {
      await kill()
      await toDatabase.close()
    },
  }
}

async function failed(child: ChildProcess, name: string): Promise<never> {
  const [code] = (await once(child, 'exit')) as [number | null]
  throw new Error(`The node ${name} ended with ${code} before it listened.`)
}

function addressOf(url: string): { host: string; port: number } {
  const { hostname, port } = new URL(url)
  return { host: hostname, port: Number(port) }
}

function through(url: string, { port }: Link): string {
  return url.replace(/:\d+(?=\/|$)/, `:${port}`)
}
