// `node benchmarks/src/soak/bodies.ts`: the worst requests that anybody has thought of, while a neighbour reads statuses.
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { watchMemory } from '../memory.ts'
import { worstRequests, type WorstRequest } from './worst-requests.ts'

/** What the neighbour saw, and what the server took. */
export interface BodiesResult {
  requests: number
  /** How often each status was answered; `0` is a connection that the server ended. */
  statuses: Record<string, number>
  neighbourReads: number
  neighbourP99Ms: number
  neighbourMaxMs: number
  peakBytes: number
}

const CLI = fileURLToPath(new URL('../../../apps/cli/dist/main.js', import.meta.url))
const HEAP_MB = 2048
const REQUESTS = 1000
const AT_ONCE = 8
const ATTACKER = 'attacker-0123456789abcdef'
const NEIGHBOUR = 'neighbour-0123456789abcdef'

/**
 * Sends a server, in a process with a heap of 2 GB, a thousand of the worst bodies with one key, while another key reads
 * the status of its translation every few milliseconds.
 * @throws Error where the server died, or where one of them was answered with 500.
 */
export async function soakBodies(): Promise<BodiesResult> {
  await using server = await startServer()
  const id = await createTranslation(server.url)
  const memory = watchMemory(server.pid)
  const attack = new AbortController()
  const reading = readStatuses(`${server.url}/v1/translations/${id}`, attack.signal)
  const statuses = await attackFromOutside(server.url)
  attack.abort()
  const readsMs = (await reading).sort((one, other) => one - other)
  const peakBytes = memory.stop()
  if (!server.isAlive()) throw new Error('The server died.')
  if (statuses['500']) throw new Error(`${statuses['500']} requests were answered with 500.`)
  return {
    requests: REQUESTS,
    statuses,
    neighbourReads: readsMs.length,
    neighbourP99Ms: readsMs[Math.floor(readsMs.length * 0.99)] ?? 0,
    neighbourMaxMs: readsMs.at(-1) ?? 0,
    peakBytes,
  }
}

async function startServer() {
  const data = await mkdtemp(join(tmpdir(), 'vt-soak-'))
  const keys = [`attacker:${ATTACKER}`, `neighbour:${NEIGHBOUR}`].flatMap((key) => ['--api-key', key])
  const args = [`--max-old-space-size=${HEAP_MB}`, CLI, 'serve', '--port', '0', '--data', data]
  const more = ['--face', 'status', '--engine', 'simulated', '--log-level', 'silent', '--json']
  const child = spawn(process.execPath, [...args, ...keys, ...more], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const { url } = JSON.parse(String(line)) as { url: string }
  return {
    url,
    pid: child.pid ?? 0,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit')
      await rm(data, { recursive: true, force: true })
    },
  }
}

async function createTranslation(url: string): Promise<string> {
  const body = { source: { url: 'https://example.com/talk.mp4' }, to: ['es'], engine: 'simulated' }
  const headers = { authorization: `Bearer ${NEIGHBOUR}`, 'content-type': 'application/json' }
  const init = { method: 'POST', headers, body: JSON.stringify(body) }
  const answer = await fetch(`${url}/v1/translations`, init)
  return ((await answer.json()) as { id: string }).id
}

async function readStatuses(url: string, signal: AbortSignal): Promise<number[]> {
  const headers = { authorization: `Bearer ${NEIGHBOUR}` }
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const readsMs: number[] = []
  while (!signal.aborted) {
    const startedMs = performance.now()
    await send(url, { method: 'GET', path: '', headers }, agent)
    readsMs.push(performance.now() - startedMs)
    // Below the 3000 requests a minute that one key may make.
    await delay(25)
  }
  agent.destroy()
  return readsMs
}

/** In a process of its own: what the attack costs its sender must not delay the neighbour's reads. */
async function attackFromOutside(url: string): Promise<Record<string, number>> {
  const attacker = fork(fileURLToPath(import.meta.url), [url])
  const [statuses] = (await once(attacker, 'message')) as [Record<string, number>]
  return statuses
}

async function sendAll(url: string, kinds: WorstRequest[], count: number): Promise<Record<string, number>> {
  const statuses: Record<string, number> = {}
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  let sent = 0
  const sendOn = async (): Promise<void> => {
    while (sent < count) {
      const kind = kinds[sent++ % kinds.length] as WorstRequest
      const headers = { authorization: `Bearer ${ATTACKER}`, ...kind.headers }
      const status = await send(`${url}${kind.path}`, { ...kind, headers }, agent)
      statuses[status] = (statuses[status] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, sendOn))
  agent.destroy()
  return statuses
}

/** The status of the answer; 0 where the server ended the connection before there was one. */
function send(url: string, { method, headers, body }: WorstRequest, agent: Agent): Promise<number> {
  return new Promise((resolve) => {
    const sending = request(url, { method, headers: { ...headers }, agent }, (answer) => {
      const status = answer.statusCode ?? 0
      const isStream = answer.headers['content-type']?.startsWith('text/event-stream')
      if (isStream) setTimeout(() => sending.destroy(), 200)
      answer.resume().once('close', () => resolve(status))
    })
    sending.once('error', () => resolve(0))
    sending.end(body)
  })
}

if (process.send && process.argv[2]) {
  process.send(await sendAll(process.argv[2], worstRequests(), REQUESTS))
  process.disconnect()
} else if (import.meta.main) console.log(await soakBodies())
