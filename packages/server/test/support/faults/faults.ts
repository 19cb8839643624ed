import { stat } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { NodeProcess } from './node-process.ts'
import type { Fault, FaultyCluster } from './run-faults.ts'

/** Longer than a lease, so that another worker takes over what runs. */
const LONG_MS = 3_000

const kill =
  (kind: 'apis' | 'workers'): Fault =>
  async (cluster) => {
    const node = anyOf(cluster, kind)
    if (kind === 'workers') await untilBusy(node)
    await node.kill()
    await node.start()
  }

const part =
  (kind: 'apis' | 'workers', link: 'toDatabase' | 'toStorage', how: 'cut' | 'silence'): Fault =>
  async (cluster) => {
    const node = anyOf(cluster, kind)
    await node[link][how]()
    await delay(LONG_MS)
    await node[link].heal()
  }

/** Everything that can break, by a name for people. */
export const FAULTS: Record<string, Fault> = {
  'a worker is killed': kill('workers'),
  'an API node is killed': kill('apis'),
  'a worker is cut from PostgreSQL': part('workers', 'toDatabase', 'cut'),
  'packets from a worker to PostgreSQL are dropped': part('workers', 'toDatabase', 'silence'),
  'an API node is cut from PostgreSQL': part('apis', 'toDatabase', 'cut'),
  'packets from an API node to PostgreSQL are dropped': part('apis', 'toDatabase', 'silence'),
  'a worker is cut from the storage': part('workers', 'toStorage', 'cut'),
  'packets from a worker to the storage are dropped': part('workers', 'toStorage', 'silence'),
  'PostgreSQL is killed': async ({ database }) => {
    await database.crash()
    await database.restart()
  },
  'the storage is killed': async ({ crashStorage }) => await crashStorage(),
}

/** A kill between two tasks would show nothing: waits until its history grows, or for 5 seconds. */
async function untilBusy({ history }: NodeProcess): Promise<void> {
  const sizeOf = async () => (await stat(history).catch(() => undefined))?.size
  const before = await sizeOf()
  for (let tries = 0; tries < 250 && (await sizeOf()) === before; tries++) await delay(20)
}

function anyOf(cluster: FaultyCluster, kind: 'apis' | 'workers') {
  const nodes = cluster[kind]
  const node = nodes[Math.floor(Math.random() * nodes.length)]
  if (node === undefined) throw new Error(`There are no ${kind}.`)
  return node
}
