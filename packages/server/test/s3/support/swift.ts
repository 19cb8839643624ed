import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { closeSync, globSync, openSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { killIfThere } from '../../support/processes.ts'
import { configureSwift, HOST, type Ports } from './swift-config.ts'
import { PYTHON, unpackSwift } from './swift-packages.ts'

/** A real S3 server of its own: OpenStack Swift with its s3api. */
export interface Swift {
  endpoint: string
  folder: string
  /** Objects that are stored and that no listing has yet. Only an updater lists them. */
  unlisted(): number
  stop(): Promise<void>
}

const START_MS = 120_000
/** How soon a process that was killed runs again. */
const RESTART_MS = 500
/** Where the object server puts what it could not tell the container server. */
const PENDING = 'd1/async_pending*/*/*'

/** Where a storage runs. */
export interface SwiftPlace {
  /** The address that it listens on. Default: loopback. */
  host?: string
  /** The command that runs its processes elsewhere, such as in another network. */
  on?: string[]
  /** More processes than a request needs. Default: none, since each takes a second to start. */
  daemons?: 'object-updater'[]
}

/** Starts it, and starts each of its processes again that dies before `stop`. */
export async function startSwift({ host = HOST, on = [], daemons = [] }: SwiftPlace = {}): Promise<Swift> {
  const root = await unpackSwift()
  const folder = await mkdtemp(join(tmpdir(), 'swift-'))
  const env = environment(root, folder)
  const ports = await configureSwift(folder, env, host)
  const stopping = new AbortController()
  const running = Object.entries(commands({ root, folder, ports, host, daemons })).map(([name, command]) =>
    keepRunning(name, [...on, ...command], { folder, env, signal: stopping.signal }),
  )
  const stop = async () => {
    stopping.abort()
    await Promise.all(running)
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  const endpoint = `http://${host}:${ports.proxy}`
  try {
    await untilItAnswers(endpoint, folder)
  } catch (error) {
    await stop()
    throw error
  }
  return { endpoint, folder, stop, unlisted: () => globSync(join(folder, PENDING)).length }
}

/** Kills all processes of a server by SIGKILL. They start again by themselves. */
export async function crashSwift(folder: string): Promise<void> {
  for (const name of await readdir(join(folder, 'run')))
    for (const pid of await pidsOfPart(folder, name)) killIfThere(pid)
}

/**
 * The process of one part: `proxy`, `memcached`, `account`, `container` or `object`. None while it
 * starts: its file is empty then, and a signal to process 0 would go to this one.
 */
export async function pidsOfPart(folder: string, name: string): Promise<number[]> {
  return [Number(await readFile(join(folder, 'run', name), 'utf8'))].filter((pid) => pid > 0)
}

function environment(root: string, folder: string): NodeJS.ProcessEnv {
  const library = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu'
  return {
    ...process.env,
    SWIFT_CONF: join(folder, 'swift.conf'),
    PYTHONPATH: join(root, 'usr/lib/python3/dist-packages'),
    PYTHONNOUSERSITE: '1',
    LD_LIBRARY_PATH: join(root, 'usr/lib', library),
  }
}

interface CommandParts {
  root: string
  folder: string
  ports: Ports
  host: string
  daemons: string[]
}

function commands({ root, folder, ports, host, daemons }: CommandParts): Record<string, string[]> {
  const program = (name: string) => [
    PYTHON,
    join(root, `usr/bin/swift-${name}`),
    join(folder, `${name.split('-')[0]}.conf`),
  ]
  const user = process.getuid?.() === 0 ? ['-u', 'root'] : []
  const cache = join(root, 'usr/bin/memcached')
  return {
    memcached: [cache, '-l', host, '-p', `${ports.memcached}`, '-m', '32', '-U', '0', ...user],
    object: program('object-server'),
    container: program('container-server'),
    account: program('account-server'),
    proxy: program('proxy-server'),
    ...Object.fromEntries(daemons.map((name) => [name, program(name)])),
  }
}

interface Running {
  folder: string
  env: NodeJS.ProcessEnv
  signal: AbortSignal
}

async function keepRunning(
  name: string,
  [command = '', ...args]: string[],
  { folder, env, signal }: Running,
): Promise<void> {
  while (!signal.aborted) {
    const log = openSync(join(folder, 'log', name), 'a')
    const child = spawn(command, args, { env, detached: true, stdio: ['ignore', log, log] })
    closeSync(log)
    const exit = once(child, 'exit')
    const release = endWithTests(child)
    const onAbort = () => void child.kill('SIGKILL')
    signal.addEventListener('abort', onAbort)
    await writeFile(join(folder, 'run', name), String(child.pid))
    await exit
    signal.removeEventListener('abort', onAbort)
    release()
    if (!signal.aborted) await delay(RESTART_MS)
  }
}

/**
 * Ends a process when the tests are gone, even by SIGKILL: then nothing holds the standard input of
 * its guard.
 */
function endWithTests({ pid }: ChildProcess): () => void {
  const guard = spawn('sh', ['-c', 'read nothing; kill -9 "$0"', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  return () => void guard.kill('SIGKILL')
}

async function untilItAnswers(endpoint: string, folder: string): Promise<void> {
  const deadline = performance.now() + START_MS
  while (performance.now() < deadline) {
    if (await fetch(endpoint).catch(() => undefined)) return
    await delay(200)
  }
  const logs = await Promise.all(
    (await readdir(join(folder, 'log'))).map((name) => readFile(join(folder, 'log', name), 'utf8')),
  )
  throw new Error(`Swift did not start within ${START_MS / 1000} s:\n${logs.join('\n').slice(-3000)}`)
}
