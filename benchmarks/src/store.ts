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
import { measureStore, WRITERS, type Rates } from './store/measure-store.ts'

/** Per second, of one round. */
interface Round extends Rates {
  database: 'SQLite' | 'PostgreSQL'
  /** Inserts of a single row without the store, each durable. */
  bareInserts: number
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
  const bareInserts = await insertByPgbench(url, quick ? 1 : 3)
  return { database: 'PostgreSQL', bareInserts, ...(await measure(await openPostgresStore({ url }), quick)) }
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

/** PostgreSQL's own benchmark, with as many connections as the store has writers. */
async function insertByPgbench(url: string, seconds: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'pgbench-'))
  const script = join(folder, 'insert.sql')
  await writeFile(script, `insert into bare (data) values (repeat('x', 300));\n`)
  const run = promisify(execFile)
  await run('psql', [url, '-qc', 'create table bare (id bigserial primary key, data text not null)'])
  const options = ['-n', '-c', `${WRITERS}`, '-T', `${seconds}`, '-f', script, url]
  const { stdout } = await run(join(programs(), 'pgbench'), options)
  await rm(folder, { recursive: true })
  return Math.round(Number(/tps = ([\d.]+)/.exec(stdout)?.[1]))
}

function median(rounds: Round[], database: string): Round {
  const own = rounds.filter((round) => round.database === database)
  const of = (name: keyof Rates | 'bareInserts') =>
    own.map((round) => round[name]).toSorted((one, other) => one - other)[Math.floor(own.length / 2)] ?? NaN
  const name = database as Round['database']
  const rates = {
    create: of('create'),
    claim: of('claim'),
    heartbeat: of('heartbeat'),
    complete: of('complete'),
  }
  return { database: name, bareInserts: of('bareInserts'), ...rates }
}

function print({ database, bareInserts, create, claim, heartbeat, complete }: Round): void {
  const share = (create / bareInserts).toFixed(2)
  console.log(
    `${database.padEnd(10)}  bare inserts ${bareInserts}/s, create ${create}/s (${share} of them), ` +
      `claim ${claim}/s, heartbeat ${heartbeat}/s, complete ${complete}/s`,
  )
}
