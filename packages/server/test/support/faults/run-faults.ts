import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import type { Translation } from 'video-translation-client'
import { openPostgresStore } from '../../../src/lib/store/postgres/open-postgres-store.ts'
import type { Cluster } from '../postgres.ts'
import { bundleNode } from './bundle-node.ts'
import {
  createRecorder,
  type FinalState,
  parseHistories,
  type HistoryRecord,
  type Recorded,
} from './history.ts'
import { judge, type Violation } from './judge.ts'
import { type Load, putLoad } from './load.ts'
import { createNode, type NodeProcess } from './node-process.ts'
import { readFinalState } from './final-state.ts'

/** A server of several nodes under load, and what can break in it. */
export interface FaultyCluster {
  nodes: NodeProcess[]
  database: Cluster
}

export type Fault = (cluster: FaultyCluster) => Promise<void>

export interface FaultRun {
  folder: string
  database: Cluster
  databaseUrl: string
  /** How many nodes there are. Each answers requests and does work. */
  nodes: number
  /** The faults in their order, by name. */
  faults: { name: string; inject: Fault }[]
}

export interface FaultReport {
  violations: Violation[]
  /** How many translations ended. */
  translations: number
  webhooks: number
  /** Attempts at tasks that another attempt took over. */
  takenOver: number
  /** Streams that went on at another node than before. */
  movedStreams: number
}

/** A healthy while before each fault. */
const BETWEEN_MS = 500
/** More would only take longer. */
const OPEN_AT_ONCE = 3
/** Longer than a node that was killed keeps a message to itself. */
const NOTIFY_MS = 120_000

/** Runs the nodes and the load, injects the faults, heals all, and judges what was recorded. */
export async function runFaults(run: FaultRun): Promise<FaultReport> {
  const own = join(run.folder, 'driver.history')
  const record = createRecorder(own)
  const receiver = await startReceiver(record)
  const surroundings = { ...run, script: await bundleNode(), receiver: receiver.url }
  const names = Array.from({ length: run.nodes }, (_, at) => `node-${at}`)
  const nodes = await Promise.all(names.map((name) => createNode(name, surroundings)))
  try {
    // The first one creates the tables, and the others find them.
    for (const node of nodes.slice(0, 1)) await node.start()
    await Promise.all(nodes.slice(1).map((node) => node.start()))
    const urls = nodes.map(({ url }) => url)
    const load = putLoad({ urls, record, openAtOnce: OPEN_AT_ONCE })
    for (const { name, inject } of run.faults) {
      await delay(BETWEEN_MS)
      await untilAnotherEnds(load)
      record({ op: 'fault', what: name })
      await inject({ nodes, database: run.database })
    }
    await load.finish()
    const state = await readState(run.databaseUrl, load.client)
    const report = await untilNotified(async () =>
      judgeNow([own, ...nodes.map(({ history }) => history)], state),
    )
    await load.client.close()
    return report
  } finally {
    await Promise.all(nodes.map((node) => node.close()))
    receiver.close()
  }
}

/** However slow the machine is, each fault meets a cluster at work. */
async function untilAnotherEnds(load: Load): Promise<void> {
  for (const before = load.ended; load.ended === before;) await delay(100)
}

export async function readState(
  url: string,
  client: Parameters<typeof readFinalState>[1],
): Promise<FinalState> {
  const store = await openPostgresStore({ url })
  try {
    return await readFinalState(store, client)
  } finally {
    await store.close()
  }
}

export async function judgeNow(files: string[], state: FinalState): Promise<FaultReport> {
  const history = await readHistories(files)
  return {
    violations: judge(history, state),
    translations: state.translations.length,
    webhooks: history.filter(({ op }) => op === 'webhook').length,
    takenOver: countTakenOver(history),
    movedStreams: countMoves(history),
  }
}

/** Attempts at tasks that another attempt took over, up to now. */
export async function takenOverBy(nodes: NodeProcess[]): Promise<number> {
  return countTakenOver(await readHistories(nodes.map(({ history }) => history)))
}

async function readHistories(files: string[]): Promise<Recorded[]> {
  return parseHistories(await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => ''))))
}

function countTakenOver(history: Recorded[]): number {
  const runs = history.flatMap((each) => (each.op === 'run' ? [each.task] : []))
  return runs.length - new Set(runs).size
}

function countMoves(history: Recorded[]): number {
  const streams = history.filter((record) => record.op === 'stream')
  const byReader = [...Map.groupBy(streams, ({ reader }) => reader).values()]
  return byReader.flatMap((all) => all.filter(({ node }, at) => at > 0 && all[at - 1]?.node !== node)).length
}

/** Webhooks may come after the end, which is no violation yet. */
export async function untilNotified(look: () => Promise<FaultReport>): Promise<FaultReport> {
  const untilMs = performance.now() + NOTIFY_MS
  for (;;) {
    const report = await look()
    const isWaiting = report.violations.some(({ promise }) => promise === 'the final webhook comes')
    if (!isWaiting || performance.now() > untilMs) return report
    await delay(200)
  }
}

export async function startReceiver(record: (record: HistoryRecord) => void, host = '127.0.0.1') {
  const server = createServer(async (request, response) => {
    const { data } = (await json(request)) as { data: Translation }
    const { id, version, status } = data
    record({
      op: 'webhook',
      message: String(request.headers['webhook-id']),
      id,
      version: version ?? 0,
      status,
    })
    response.writeHead(204).end()
  })
  server.listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}/hook`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
