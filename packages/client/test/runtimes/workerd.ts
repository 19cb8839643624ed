import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { programOf } from './install.ts'

export interface Workerd {
  url: string
  /** The output of workerd: its complaints about the code. */
  printed(): string
  stop(): Promise<void>
}

/** Runs a worker that can only reach loopback. */
export async function startWorkerd(code: string, compatibilityDate: string): Promise<Workerd> {
  const folder = await mkdtemp(join(tmpdir(), 'workerd-'))
  await writeFile(join(folder, 'worker.js'), code)
  await writeFile(join(folder, 'config.capnp'), configOf(compatibilityDate))
  const args = ['serve', join(folder, 'config.capnp'), '--control-fd=3']
  const child = spawn(programOf('@cloudflare', 'workerd'), args, {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const printed: string[] = []
  for (const output of [child.stdout, child.stderr])
    output?.on('data', (text: Buffer) => printed.push(String(text)))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const port = await Promise.race([portIn(child.stdio[3] as Readable), ended])
  if (!port) throw new Error(`workerd ended: ${printed.join('')}`)
  return {
    url: `http://127.0.0.1:${port}`,
    printed: () => printed.join(''),
    async stop() {
      child.kill()
      await ended
      await rm(folder, { recursive: true })
    },
  }
}

async function portIn(control: Readable): Promise<number | undefined> {
  for await (const message of control) {
    const port = /"port":(\d+)/.exec(String(message))?.[1]
    if (port) return Number(port)
  }
  return undefined
}

const configOf = (date: string): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main), (name = "loopback", network = (allow = ["local"]))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "${date}",
  globalOutbound = "loopback",
  durableObjectNamespaces = [(className = "Owner", uniqueKey = "owner")],
  durableObjectStorage = (inMemory = void),
  bindings = [(name = "OWNER", durableObjectNamespace = "Owner")],
);
`
