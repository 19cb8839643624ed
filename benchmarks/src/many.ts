import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import type { ClientOrder, Served, ServerOrder, Waited, Way } from './many/orders.ts'
import type { BenchArguments } from './arguments.ts'

interface Result extends Waited {
  server: string
  way: Way
  jobs: number
}

/** More would take it many minutes, for the same. */
const MOST_POLLED = 10_000
const FEW = 200
const QUIET_MS = 12_000
/** What each job is given to be created, and until the next one ends: the real server does its work in between. */
const CREATE_MS = { real: 2.5, 'in memory': 0 }
const END_MS = { real: 5, 'in memory': 0.5 }

/** So many jobs waited for at once, by a process that does nothing else. */
export async function benchMany({ jobs, json }: BenchArguments): Promise<void> {
  const results: Result[] = []
  const add = async (server: ServerKind, way: Way, count: number) => {
    const result = await measure(server, way, count)
    results.push(result)
    print(result)
  }
  console.log('delay: ms from the end of a job until its wait was told')
  await add('real', 'stream', jobs)
  await add('real', 'bulk polling', Math.min(MOST_POLLED, jobs))
  await add('real', 'one by one', Math.min(FEW, jobs))
  await add('real', 'held request', Math.min(FEW, jobs))
  await add('in memory', 'stream', jobs)
  await add('in memory', 'bulk polling', jobs)
  if (json) {
    const machine = `${availableParallelism()} x ${cpus()[0]?.model}, Node ${process.version}`
    await writeFile(json, `${JSON.stringify({ benchmark: 'many', jobs, machine, results }, undefined, 1)}\n`)
  }
}

type ServerKind = 'real' | 'in memory'
const SCRIPTS = { real: './many/real-server.ts', 'in memory': './many/memory-server.ts' }

async function measure(kind: ServerKind, way: Way, jobs: number): Promise<Result> {
  const server = start(SCRIPTS[kind])
  const client = start('./many/client.ts')
  try {
    const { url = '' } = await heard<Served>(server)
    const quietMs = QUIET_MS + jobs / 20
    const afterMs = quietMs + jobs * CREATE_MS[kind]
    const withinMs = Math.max(20_000, jobs * END_MS[kind])
    const { ids = [] } = await asked<ServerOrder, Served>(server, {
      name: way.replaceAll(' ', '_'),
      jobs,
      afterMs,
      withinMs,
    })
    const waited = await asked<ClientOrder, Waited>(client, { url, ids, way, quietMs })
    return { server: kind, way, jobs, ...waited }
  } finally {
    end(server)
    end(client)
  }
}

function start(script: string): ChildProcess {
  return fork(new URL(script, import.meta.url), { execArgv: [...process.execArgv, '--expose-gc'] })
}

async function asked<Order extends object, Answer>(process: ChildProcess, order: Order): Promise<Answer> {
  process.send(order)
  return await heard<Answer>(process)
}

async function heard<Answer>(process: ChildProcess): Promise<Answer> {
  const ended = once(process, 'exit').then(([code]) => {
    throw new Error(`A process of the benchmark ended with ${code}.`)
  })
  const [message] = (await Promise.race([once(process, 'message'), ended])) as [Answer]
  ended.catch(() => {})
  return message
}

function end(process: ChildProcess): void {
  if (process.connected) process.disconnect()
}

function print(result: Result): void {
  const { delayMs, roundTripMs, heapBytes, translationBytes } = result
  const beyond = Math.max(0, heapBytes - translationBytes)
  console.log(
    `${result.way}, ${result.jobs.toLocaleString('en')} jobs, server ${result.server}: ${result.completed} completed\n` +
      `  delay p50 ${delayMs.p50.toFixed(1)}, p95 ${delayMs.p95.toFixed(1)}, p99 ${delayMs.p99.toFixed(1)}, most ${delayMs.most.toFixed(1)}; ` +
      `round trip p50 ${roundTripMs.p50.toFixed(1)}, p99 ${roundTripMs.p99.toFixed(1)}\n` +
      `  requests ${result.requests} (${(result.requests / result.jobs).toFixed(3)} per job); processor ${result.cpuMs.toFixed(2)} ms per job, ` +
      `${(100 * result.restingShare).toFixed(1)} % of a core at rest; heap ${heapBytes.toFixed(0)} bytes per job, ${beyond.toFixed(0)} beyond the translation`,
  )
}
