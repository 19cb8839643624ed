import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { watchMemory } from '../../memory.ts'
import type { StatusCounts } from '../attack.ts'
import { startServerProcess } from '../server-process.ts'
import type { Figure, SoakOptions, Subject } from '../subject.ts'

const ATTACK = fileURLToPath(new URL('../attack.ts', import.meta.url))
const ATTACKER = { name: 'attacker', key: 'attacker-0123456789abcdef' }
const NEIGHBOUR = { name: 'neighbour', key: 'neighbour-0123456789abcdef' }
const HEAP_MB = 2048
/** Stays below the 3000 requests a minute that one key may make. */
const READ_EVERY_MS = 25
const QUIET_MS = 5_000

export const subject: Subject = {
  promise:
    'A thousand of the worst requests of one key neither end a server with a heap of 2 GB nor delay the reads of another key.',
  run,
}

async function run({ rounds = 1000, folder }: SoakOptions): Promise<Figure[]> {
  const apiKeys = [ATTACKER, NEIGHBOUR]
  const options = { dataDir: join(folder, 'data'), apiKeys, statusFace: {}, logLevel: 'silent' }
  const server = await startServerProcess({ options }, [`--max-old-space-size=${HEAP_MB}`])
  try {
    const status = await createTranslation(server.url)
    const quietMs = await readUntil(status, delay(QUIET_MS))
    const memory = watchMemory(server.pid)
    const attack = attackWith(server.url, rounds)
    const readsMs = await readUntil(status, attack)
    return [
      { name: 'requests', value: rounds },
      { name: 'answered with 500', value: (await attack)['500'] ?? 0, atMost: 0 },
      { name: 'p99 of reads, before', value: percentile(quietMs, 0.99), unit: 'ms' },
      { name: 'p50 of reads', value: percentile(readsMs, 0.5), unit: 'ms' },
      { name: 'p99 of reads', value: percentile(readsMs, 0.99), unit: 'ms', atMost: 50 },
      { name: 'slowest read', value: percentile(readsMs, 1), unit: 'ms' },
      { name: 'memory at most', value: Math.round(memory.stop() / 1e6), unit: 'MB', atMost: HEAP_MB },
    ]
  } finally {
    await server.kill()
  }
}

async function createTranslation(url: string): Promise<string> {
  const body = JSON.stringify({ source: { url: 'https://example.com/talk.mp4' }, to: ['es'] })
  const headers = { authorization: `Bearer ${NEIGHBOUR.key}`, 'content-type': 'application/json' }
  const answer = await fetch(`${url}/v1/translations`, { method: 'POST', headers, body })
  return `${url}/v1/translations/${((await answer.json()) as { id: string }).id}`
}

async function attackWith(url: string, count: number): Promise<StatusCounts> {
  const attacker = fork(ATTACK, [url, ATTACKER.key, String(count)])
  const [counts] = (await once(attacker, 'message')) as [StatusCounts]
  return counts
}

/** The duration of each read until the end. Rejects when the server no longer answers. */
async function readUntil(url: string, end: Promise<unknown>): Promise<number[]> {
  const over = new AbortController()
  void end.finally(() => over.abort())
  const headers = { authorization: `Bearer ${NEIGHBOUR.key}` }
  const readsMs: number[] = []
  while (!over.signal.aborted) {
    const startedMs = performance.now()
    const answer = await fetch(url, { headers })
    await answer.text()
    if (answer.status !== 200) throw new Error(`The reader got status ${answer.status}.`)
    readsMs.push(performance.now() - startedMs)
    await delay(READ_EVERY_MS)
  }
  return readsMs.sort((one, other) => one - other)
}

function percentile(sorted: number[], part: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
  return Math.round(value * 10) / 10
}
