import { chmod, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { programs } from '../../../../../packages/server/test/support/postgres.ts'
import { wrongClock } from './clock.ts'
import { mountImage, type SlowDisk } from './disk.ts'
import { createMachine, type Machine } from './machine.ts'
import type { Network } from './network.ts'
import type { Place } from './plan.ts'
import { shell } from './shell.ts'

/** A primary and its synchronous standby, behind one address. */
export interface Database {
  readonly url: string
  readonly primary: Instance
  readonly standby: Instance
  /** Runs a statement on the primary, in the database of the server or in another one. */
  ask(sql: string, name?: string): Promise<string>
  /**
   * Kills the primary for good, and lets the standby take its place and its address. A new standby
   * begins, with a clock that is wrong by so many hours. Resolves with false, and changes nothing,
   * while the standby is behind: nobody may promote it then.
   */
  promote(hours: number): Promise<boolean>
  dump(file: string): Promise<void>
  /** Restores a dump into a new database, and resolves with its URL. */
  restore(file: string, name: string): Promise<string>
}

/** One server. It keeps its machine, and its role moves. */
export interface Instance extends Machine {
  readonly place: Place
  readonly disk: SlowDisk
  /** How wrong its clock is when it starts the next time. */
  hours: number
}

const PORT = 5432
const DISK_MB = 1_024
const NAME = 'translations'

const SETTINGS = {
  listen_addresses: '*',
  port: PORT,
  max_connections: 200,
  shared_buffers: '64MB',
  min_wal_size: '32MB',
  max_wal_size: '64MB',
  wal_keep_size: '256MB',
  // A part of the network is noticed soon, and a standby comes back soon.
  wal_sender_timeout: '3s',
  wal_receiver_timeout: '3s',
  wal_retrieve_retry_interval: '200ms',
  synchronous_standby_names: '*',
}

export interface DatabaseParts {
  folder: string
  network: Network
  /** An address of no machine, for the primary. */
  address: string
  group: string
}

export async function startDatabase(parts: DatabaseParts): Promise<Database> {
  const { network, address } = parts
  const url = `postgres://postgres@${address}:${PORT}/${NAME}`
  // The user postgres must pass through it to the disks.
  await chmod(parts.folder, 0o711)
  let [primary, standby] = [await createInstance('primary', parts), await createInstance('standby', parts)]
  const ask = (sql: string, database = 'postgres') => query(address, sql, database)
  await initialise(primary)
  await primary.start()
  await network.moveAddress(address, network.addressOf(primary.place))
  // A database can only be created while commits need no standby yet.
  await copyTo(standby, network.addressOf(primary.place))
  await standby.start()
  await ask(`create database ${NAME}`)
  return {
    url,
    get primary() {
      return primary
    },
    get standby() {
      return standby
    },
    ask: (sql, name = NAME) => ask(sql, name),
    async promote(hours) {
      if (!(await isInStep(ask))) return false
      await primary.stop()
      ;[primary, standby] = [standby, primary]
      const own = network.addressOf(primary.place)
      await until(async () => (await query(own, 'select pg_promote(true, 30)')).trim() === 't')
      await network.moveAddress(address, own)
      await copyTo(standby, own)
      standby.hours = hours
      await standby.start()
      return true
    },
    async dump(file) {
      await shell(join(programs(), 'pg_dump'), '-Fc', '-f', file, url)
    },
    async restore(file, name) {
      await ask(`create database ${name}`)
      const restored = url.replace(NAME, name)
      await shell(join(programs(), 'pg_restore'), '-d', restored, file)
      return restored
    },
  }
}

async function createInstance(
  place: 'primary' | 'standby',
  { folder, network, group }: DatabaseParts,
): Promise<Instance> {
  const disk = await mountImage(join(folder, `${place}-disk`), DISK_MB, group + place)
  await shell('chown', 'postgres:postgres', disk.path)
  const data = join(disk.path, 'data')
  const settings = Object.entries({ ...SETTINGS, unix_socket_directories: disk.path })
  const options = settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const instance: Instance = Object.assign(
    createMachine({
      name: place,
      log: join(folder, `${place}.log`),
      async command() {
        const postgres = [join(programs(), 'postgres'), '-D', data, ...options]
        // The shared memory of a wrong clock belongs to its user, so root must not have it first.
        const clock = Object.entries(wrongClock(instance.hours)).map(([name, value]) => `${name}=${value}`)
        const user = [...asPostgres(), 'env', ...clock]
        const [program = '', ...args] = [...disk.slowed, ...network.on(place), ...user, ...postgres]
        return { program, args }
      },
      ready: (_child, ended) => untilItAnswers(network.addressOf(place), ended),
      childrenOf,
    }),
    { place, disk, hours: 0 },
  )
  return instance
}

/** PostgreSQL refuses to run as root. */
function asPostgres(): string[] {
  return ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', '--']
}

async function initialise({ disk }: Instance): Promise<void> {
  const data = join(disk.path, 'data')
  const options = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']
  const initdb = [...asPostgres(), join(programs(), 'initdb'), '-D', data, ...options]
  await shell(initdb[0] ?? '', ...initdb.slice(1))
  const rules = 'host all all 10.77.0.0/24 trust\\nhost replication all 10.77.0.0/24 trust'
  await shell('sh', '-c', `printf '${rules}\\n' >> ${join(data, 'pg_hba.conf')}`)
}

/** Makes an instance a standby of the primary at an address. */
async function copyTo({ disk }: Instance, address: string): Promise<void> {
  const data = join(disk.path, 'data')
  await shell('rm', '-rf', data)
  const from = ['-h', address, '-p', String(PORT), '-U', 'postgres']
  const how = ['-D', data, '-R', '-X', 'stream', '-c', 'fast', '--no-sync']
  const copy = [...asPostgres(), join(programs(), 'pg_basebackup'), ...from, ...how]
  await shell(copy[0] ?? '', ...copy.slice(1))
}

async function query(address: string, sql: string, database = 'postgres'): Promise<string> {
  const target = `host=${address} port=${PORT} user=postgres dbname=${database} connect_timeout=2`
  return await shell(join(programs(), 'psql'), '-XAtqc', sql, target)
}

/** A recovery may take long. */
async function untilItAnswers(address: string, ended: AbortSignal): Promise<void> {
  while (!ended.aborted && (await query(address, 'select 1').catch(() => '')) === '') await delay(100)
}

/** Whether the standby has everything that was acknowledged, within ten seconds. */
async function isInStep(ask: (sql: string) => Promise<string>): Promise<boolean> {
  const sql = "select count(*) from pg_stat_replication where state = 'streaming' and sync_state = 'sync'"
  return await until(async () => (await ask(sql)).trim() === '1').then(
    () => true,
    () => false,
  )
}

const PATIENCE_MS = 10_000

/** A failure counts as "not yet". */
async function until(condition: () => Promise<boolean>): Promise<void> {
  const untilMs = performance.now() + PATIENCE_MS
  while (!(await condition().catch(() => false))) {
    if (performance.now() > untilMs) throw new Error('PostgreSQL was not ready in time.')
    await delay(100)
  }
}

export async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  return text.split(' ').filter(Boolean).map(Number)
}
