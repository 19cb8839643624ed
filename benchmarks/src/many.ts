import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import type { BenchArguments } from './arguments.ts'
import type { ClientOrder, ServerAnswer, ServerOrder, WaitFigures, Way } from './many/orders.ts'

interface Result extends WaitFigures {
  way: Way
  jobs: number
}

/** Polling for more jobs would take many minutes and show the same. */
const MOST_POLLED = 10_000
const FEW = 200
const QUIET_MS = 12_000
/** Time for each job to be created, and until the next one ends. */
const CREATE_MS = 2.5
const END_MS = 5

/** Waits for many jobs at once, with a server and a client in processes of their own. */
export async function benchMany({ jobs, json }: BenchArguments): Promise<void> {
  const results: Result[] = []
  const add = async (way: Way, count: number) => {
    const result = await measure(way, Math.min(count, jobs))
    results.push(result)
    print(result)
  }
  console.log('delay: ms from the end of a job until its wait notices it')
  await add('stream', jobs)
  await add('bulk polling', MOST_POLLED)
  await add('one by one', FEW)
  await add('long poll', FEW)
  const machine = `${availableParallelism()} x ${cpus()[0]?.model}, Node ${process.version}`
  const document = { benchmark: 'many', jobs, machine, results }
  if (json) await writeFile(json, `${JSON.stringify(document, undefined, 1)}\n`)
}

async function measure(way: Way, jobs: number): Promise<Result> {
  const server = start('./many/server.ts')
  const client = start('./many/client.ts')
  try {
    const { url = '' } = await answerOf<ServerAnswer>(server)
    const quietMs = QUIET_MS + jobs / 20
    const order = { jobs, afterMs: quietMs + jobs * CREATE_MS, withinMs: Math.max(20_000, jobs * END_MS) }
    const { ids = [] } = await ask<ServerOrder, ServerAnswer>(server, order)
    return { way, jobs, ...(await ask<ClientOrder, WaitFigures>(client, { url, ids, way, quietMs })) }
  } finally {
    disconnect(server)
    disconnect(client)
  }
}

function start(script: string): ChildProcess {
  return fork(new URL(script, import.meta.url), { execArgv: [...process.execArgv, '--expose-gc'] })
}

async function ask<Order extends object, Answer>(process: ChildProcess, order: Order): Promise<Answer> {
  process.send(order)
  return await answerOf<Answer>(process)
}

async function answerOf<Answer>(process: ChildProcess): Promise<Answer> {
  const ended = once(process, 'exit').then(([code]) => {
    throw new Error(`A process of the benchmark exited with ${code}.`)
  })
  const [message] = (await Promise.race([once(process, 'message'), ended])) as [Answer]
  ended.catch(() => {})
  return message
}

function disconnect(process: ChildProcess): void {
  if (process.connected) process.disconnect()
}

function print({ way, jobs, completed, delayMs, roundTripMs, ...rest }: Result): void {
  const { requests, cpuMs, restingShare, heapBytes, translationBytes } = rest
  const beyond = Math.max(0, heapBytes - translationBytes)
  const ms = (value: number) => value.toFixed(1)
  console.log(
    `${way}, ${jobs.toLocaleString('en')} jobs: ${completed} completed\n` +
      `  delay p50 ${ms(delayMs.p50)}, p95 ${ms(delayMs.p95)}, p99 ${ms(delayMs.p99)}, most ${ms(delayMs.most)}; ` +
      `round trip p50 ${ms(roundTripMs.p50)}, p99 ${ms(roundTripMs.p99)}\n` +
      `  requests ${requests} (${(requests / jobs).toFixed(3)} per job); processor ${cpuMs.toFixed(2)} ms per job, ` +
      `${(100 * restingShare).toFixed(1)} % of a core at rest; heap ${heapBytes.toFixed(0)} bytes per job, ${beyond.toFixed(0)} beyond the translation`,
  )
}
