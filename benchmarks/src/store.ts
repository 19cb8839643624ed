import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import { openPostgresStore } from '../../packages/server/src/lib/store/postgres/open-postgres-store.ts'
import { openSqliteStore } from '../../packages/server/src/lib/store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../packages/server/src/lib/store/store.ts'
import { type Cluster, programs, startCluster } from '../../packages/server/test/support/postgres.ts'
import type { BenchArguments } from './arguments.ts'
import { measureChanges } from './store/measure-changes.ts'
import { BUSY_WRITERS, measureCreates, measureStore, WRITERS, type Rates } from './store/measure-store.ts'

/** Per second, of one round. */
interface Round extends Rates {
  database: 'SQLite' | 'PostgreSQL'
  /** Inserts of a single row without the store, each durable. */
  bareInserts: number
  /** The same, and creates, with many at once. Only on PostgreSQL. */
  busy?: { bareInserts: number; create: number }
}

/** Creates, claims and completes translations on both databases, in turns, on one machine. */
export async function benchStore({ quick, json }: BenchArguments): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-store-'))
  const cluster = await startCluster({ settings: ['fsync=on', 'shared_buffers=128MB'] })
  const rounds: Round[] = []
  try {
    for (let round = 0; round < (quick ? 1 : 5); round++) {
      rounds.push(await sqliteRound(join(folder, `${round}.db`), quick))
      rounds.push(await postgresRound(cluster, round, quick))
      rounds.slice(-2).forEach(print)
    }
  } finally {
    await cluster.stop()
    await rm(folder, { recursive: true })
  }
  const machine = `${availableParallelism()} x ${cpus()[0]?.model}, Node ${process.version}`
  const result = {
    benchmark: 'store',
    machine,
    medians: ['SQLite', 'PostgreSQL'].map((each) => median(rounds, each)),
  }
  result.medians.forEach(print)
  if (json) await writeFile(json, `${JSON.stringify({ ...result, rounds }, undefined, 1)}\n`)
}

async function sqliteRound(path: string, quick: boolean): Promise<Round> {
  const bareInserts = insertIntoSqlite(`${path}-bare`, quick ? 500 : 3_000)
  return { database: 'SQLite', bareInserts, ...(await measure(await openSqliteStore({ path }), quick)) }
}

async function postgresRound(cluster: Cluster, round: number, quick: boolean): Promise<Round> {
  const url = await cluster.createDatabase(`round_${round}`)
  const bareInserts = await insertByPgbench(url, quick ? 1 : 3, WRITERS)
  const rates = await measure(await openPostgresStore({ url }), quick)
  const busy = await measureBusy(url, quick)
  await compareNews(url, quick)
  return { database: 'PostgreSQL', bareInserts, ...rates, busy }
}

/** As many creates at once as pgbench has connections: a server that many clients use. */
async function measureBusy(url: string, quick: boolean): Promise<NonNullable<Round['busy']>> {
  const bareInserts = await insertByPgbench(url, quick ? 1 : 3, BUSY_WRITERS)
  const store = await openPostgresStore({ url })
  try {
    return { bareInserts, create: await measureCreates(store, quick ? 2_000 : 10_000, BUSY_WRITERS) }
  } finally {
    await store.close()
  }
}

async function compareNews(url: string, quick: boolean): Promise<void> {
  const nodes: [Store, Store] = [await openPostgresStore({ url }), await openPostgresStore({ url })]
  const { bareP50, bareP99, seenP50, seenP99 } = await measureChanges(nodes, url, quick ? 100 : 400)
  for (const node of nodes) await node.close()
  const ms = (value: number) => `${value.toFixed(1)} ms`
  console.log(
    `PostgreSQL  a change is read on another node after ${ms(seenP50)} (p99 ${ms(seenP99)}); a bare NOTIFY takes ` +
      `${ms(bareP50)} (p99 ${ms(bareP99)}): ${(seenP99 / bareP99).toFixed(1)} x its p99`,
  )
}

async function measure(store: Store, quick: boolean): Promise<Rates> {
  try {
    return await measureStore(store, quick ? 500 : 3_000)
  } finally {
    await store.close()
  }
}

function insertIntoSqlite(path: string, count: number): number {
  const database = new Database(path)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.exec('create table bare (id integer primary key, data text not null)')
  const insert = database.prepare('insert into bare (data) values (?)')
  const startMs = performance.now()
  for (let each = 0; each < count; each++) insert.run('x'.repeat(300))
  const perSecond = (count / (performance.now() - startMs)) * 1_000
  database.close()
  return Math.round(perSecond)
}

/** PostgreSQL's own benchmark, with as many connections as the store has calls at once. */
async function insertByPgbench(url: string, seconds: number, clients: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'pgbench-'))
  const script = join(folder, 'insert.sql')
  await writeFile(script, `insert into bare (data) values (repeat('x', 300));\n`)
  const run = promisify(execFile)
  await run('psql', [
    url,
    '-qc',
    'create table if not exists bare (id bigserial primary key, data text not null)',
  ])
  const options = ['-n', '-c', `${clients}`, '-T', `${seconds}`, '-f', script, url]
  const { stdout } = await run(join(programs(), 'pgbench'), options)
  await rm(folder, { recursive: true })
  return Math.round(Number(/tps = ([\d.]+)/.exec(stdout)?.[1]))
}

function median(rounds: Round[], database: string): Round {
  const own = rounds.filter((round) => round.database === database)
  const middle = (values: number[]) => values.toSorted((one, other) => one - other)[values.length >> 1] ?? NaN
  const of = (name: keyof Rates | 'bareInserts') => middle(own.map((round) => round[name]))
  const busy = own.flatMap((round) => round.busy ?? [])
  const name = database as Round['database']
  const rates = {
    create: of('create'),
    claim: of('claim'),
    heartbeat: of('heartbeat'),
    complete: of('complete'),
  }
  return {
    database: name,
    bareInserts: of('bareInserts'),
    ...rates,
    ...(busy.length > 0 && {
      busy: {
        bareInserts: middle(busy.map((each) => each.bareInserts)),
        create: middle(busy.map((each) => each.create)),
      },
    }),
  }
}

function print({ database, bareInserts, create, claim, heartbeat, complete, busy }: Round): void {
  const share = (create / bareInserts).toFixed(2)
  console.log(
    `${database.padEnd(10)}  bare inserts ${bareInserts}/s, create ${create}/s (${share} of them), ` +
      `claim ${claim}/s, heartbeat ${heartbeat}/s, complete ${complete}/s`,
  )
  if (busy === undefined) return
  const busyShare = (busy.create / busy.bareInserts).toFixed(2)
  console.log(
    `${database.padEnd(10)}  ${BUSY_WRITERS} at once: bare inserts ${busy.bareInserts}/s, create ${busy.create}/s ` +
      `(${busyShare} of them)`,
  )
}
