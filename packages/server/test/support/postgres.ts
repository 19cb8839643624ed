import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { newestPostgres } from '../../../../scripts/apt.ts'
import { quietPort } from '../../../client/test/support/quiet-port.ts'

/** A PostgreSQL server of one's own, with a folder and a port of its own. */
export interface Cluster {
  /** The URL of its database `postgres`, for a superuser without a password. */
  readonly url: string
  readonly port: number
  /** Creates a database, and returns its URL. `options` is the rest of CREATE DATABASE. */
  createDatabase(name: string, options?: string): Promise<string>
  /** Runs statements as a superuser. */
  run(sql: string, url?: string): Promise<void>
  /** Makes a user log in with a password. */
  askForPassword(user: string): Promise<void>
  /** Kills every process of the server, like a power cut. */
  crash(): Promise<void>
  /** Starts it again on the same port. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export interface ClusterOptions {
  /** Settings of the server, such as `log_statement=all`. */
  settings?: string[]
}

/** Starts a server. The programs are those of the newest Debian package, or those in `PG_BIN`. */
export async function startCluster({ settings = [] }: ClusterOptions = {}): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'))
  const user = serverUser()
  if (user) await chown(folder, user.uid, user.gid)
  await chmod(folder, 0o700)
  const data = join(folder, 'data')
  const port = await quietPort()
  const run = (program: string, args: string[]) =>
    execute(join(programs(), program), args, { cwd: folder, ...user })
  await copyNewCluster(data, folder, user)
  const all = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'fsync=off',
    ...settings,
  ]
  const start = async () => {
    const server = all.map((setting) => `-c ${setting}`).join(' ')
    // Without a file for the log, the caller would wait for the server to close its output.
    await run('pg_ctl', [
      'start',
      '-D',
      data,
      '-w',
      '-t',
      '60',
      '-s',
      '-l',
      join(folder, 'log'),
      '-o',
      server,
    ])
  }
  await start()
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const runSql = async (sql: string, at = url) => {
    const client = new Client({ connectionString: at })
    await client.connect()
    try {
      await client.query(sql)
    } finally {
      await client.end()
    }
  }
  return {
    url,
    port,
    run: runSql,
    async createDatabase(name, options = '') {
      await runSql(`create database ${name} ${options}`)
      return `postgres://postgres@127.0.0.1:${port}/${name}`
    },
    async askForPassword(user) {
      const file = join(data, 'pg_hba.conf')
      await writeFile(file, `host all ${user} 127.0.0.1/32 scram-sha-256\n${await readFile(file, 'utf8')}`)
      await runSql('select pg_reload_conf()')
    },
    crash: () => killAll(data),
    restart: start,
    async stop() {
      await run('pg_ctl', ['stop', '-D', data, '-m', 'immediate', '-w', '-s']).catch(() => undefined)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Nothing is asked of those who connect from this machine. */
const NEW_CLUSTER = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']

/** Copies a new cluster, which is quicker than making one. The first caller makes it. */
async function copyNewCluster(data: string, cwd: string, user: User | undefined): Promise<void> {
  const name = [programs(), user?.uid, ...NEW_CLUSTER].join('-').replaceAll(/[^\w-]+/g, '_')
  const made = join(tmpdir(), `postgres-new${name}`)
  if (!existsSync(made)) {
    await execute(join(programs(), 'initdb'), ['-D', data, ...NEW_CLUSTER], { cwd, ...user })
    // Another test may have been quicker.
    await rename(data, made).catch(() => rm(data, { recursive: true }))
  }
  await execute('cp', ['-a', made, data], { cwd, ...user })
}

/** The folder of PostgreSQL's programs. */
export function programs(): string {
  const found = process.env['PG_BIN'] ?? newestPostgres()
  if (found !== undefined && existsSync(join(found, 'initdb'))) return found
  throw new Error(
    'PostgreSQL is missing. As root: apt-get install postgresql; or set PG_BIN to the folder of initdb.',
  )
}

interface User {
  uid: number
  gid: number
}

/** PostgreSQL refuses to run as root, so root starts it as the user `postgres`. */
function serverUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (option: string) => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

async function execute(
  program: string,
  args: string[],
  options: { cwd: string; uid?: number; gid?: number },
): Promise<void> {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
  const errors: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${program} ${args[0]} failed: ${Buffer.concat(errors).toString()}`)
}

/** Resolves when every process is gone: a zombie, too, keeps the lock file of the cluster. */
async function killAll(data: string): Promise<void> {
  const [first = ''] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')
  const pids = [Number(first), ...(await childrenOf(Number(first)))]
  process.kill(Number(first), 'SIGKILL')
  for (const pid of pids) {
    while (existsSync(`/proc/${pid}`)) await delay(20)
  }
}

async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const stats = await Promise.all(
    pids.map(async (pid) => [pid, await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')] as const),
  )
  return stats
    .filter(([, stat]) => Number(stat.split(') ').at(-1)?.split(' ')[1]) === parent)
    .map(([pid]) => pid)
}
