import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { once } from 'node:events'
import { BUCKET, makeBucket } from '../../../../../packages/server/test/s3/support/make-bucket.ts'
import { startSwift, type Swift } from '../../../../../packages/server/test/s3/support/swift.ts'
import { USER } from '../../../../../packages/server/test/s3/support/swift-config.ts'
import type { NodeOrder } from '../../../../../packages/server/test/support/faults/node.ts'
import { wrongClock } from './clock.ts'
import { startDatabase, type Database } from './database.ts'
import { mountMemory, type Disk } from './disk.ts'
import { createMachine, type Machine } from './machine.ts'
import { layNetwork, type Network } from './network.ts'
import { nodeNames, type NodeName, type Place } from './plan.ts'
import { shell } from './shell.ts'

/** All machines of a run. */
export interface World {
  network: Network
  nodes: Node[]
  database: Database
  storage: Swift
}

/** A node of the server, on a machine with a disk and a clock of its own. */
export interface Node extends Machine {
  readonly name: NodeName
  readonly url: string
  readonly history: string
  readonly disk: Disk
  hours: number
}

export interface WorldOptions {
  folder: string
  /** A name that nothing else on this machine has. */
  group: string
  apis: number
  workers: number
  /** The script of the nodes. */
  script: string
  /** The receiver of webhooks, by its port on the machine of the clients. */
  receiverPort: number
}

export const API_KEY = 'soak-0123456789abcdef'
/** Where the files are, but for the address. */
export const FILES = { bucket: BUCKET, prefix: 'soak', redirectDownloads: false }
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const PORT = 8080
const LEASE_MS = 2_000
const DISK_MB = 48
const FREE_BYTES = 8 * 2 ** 20
/** No machine has it: the primary database does. */
const DATABASE_ADDRESS = '10.77.0.200'

/** Call it in namespaces of one's own: what it starts and mounts ends with them. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { folder, group } = options
  // Wrong clocks have their shared memory there, named by process ids that other runs have too.
  await shell('mount', '-t', 'tmpfs', 'tmpfs', '/dev/shm')
  const names = nodeNames(options)
  const places: Place[] = ['primary', 'standby', 'storage', ...names]
  const network = await layNetwork(places)
  const database = await startDatabase({ folder, network, address: DATABASE_ADDRESS, group })
  const storage = await startSwift({
    host: network.addressOf('storage'),
    on: network.on('storage'),
    daemons: ['object-updater'],
  })
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: USER.key, AWS_SECRET_ACCESS_KEY: USER.secret })
  await makeBucket(storage.endpoint)
  const parts = { ...options, network, databaseUrl: database.url, endpoint: storage.endpoint }
  const nodes = await Promise.all(names.map((name) => createNode(name, parts)))
  // The first one creates the tables, and the others find them.
  for (const node of nodes.slice(0, 1)) await node.start()
  await Promise.all(nodes.slice(1).map((node) => node.start()))
  return { network, nodes, database, storage }
}

export interface NodeParts extends Pick<WorldOptions, 'folder' | 'script' | 'receiverPort'> {
  network: Network
  databaseUrl: string
  endpoint: string
}

/** @param as the name of its folder and its history; default: its own */
export async function createNode(name: NodeName, parts: NodeParts, as: string = name): Promise<Node> {
  const { folder, network } = parts
  const disk = await mountMemory(join(folder, `${as}-disk`), DISK_MB)
  await mkdir(join(disk.path, 'data'), { recursive: true })
  const history = join(folder, `${as}.history`)
  const host = network.addressOf(name)
  const order = orderFor(name, { ...parts, host, history, dataDir: join(disk.path, 'data') })
  const node: Node = Object.assign(
    createMachine({
      name,
      log: join(folder, `${as}.log`),
      async command() {
        const [program = '', ...before] = network.on(name)
        const args = [...before, process.execPath, parts.script, JSON.stringify(order)]
        return {
          program,
          args,
          env: { NODE_COMPILE_CACHE: join(folder, 'compiled'), ...wrongClock(node.hours) },
        }
      },
      async ready({ stdout }) {
        if (stdout) await once(createInterface(stdout), 'line')
      },
    }),
    { name, url: `http://${host}:${PORT}`, history, disk, hours: 0 },
  )
  return node
}

interface OrderParts extends NodeParts {
  host: string
  history: string
  dataDir: string
}

function orderFor(name: NodeName, parts: OrderParts): NodeOrder {
  const { network, receiverPort, databaseUrl, endpoint, host, dataDir, history } = parts
  return {
    history,
    options: {
      role: name.startsWith('api') ? 'api' : 'worker',
      host,
      port: PORT,
      dataDir,
      databaseUrl,
      fileStore: { ...FILES, endpoint },
      apiKeys: [{ name: 'soak', key: API_KEY }],
      limits: { requestsPerMinute: 1e9, createsPerMinute: 1e9, freeBytes: FREE_BYTES },
      webhooks: {
        url: `http://${network.addressOf('client')}:${receiverPort}/hook`,
        secret: SECRET,
        timeoutMs: 3_000,
        retryDelaysMs: [200],
      },
      worker: { leaseMs: LEASE_MS, maxAttempts: 1_000 },
      logLevel: 'warn',
    },
  }
}
