import { stat } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { NodeProcess } from './node-process.ts'
import { type Fault, type FaultyCluster, takenOverBy } from './run-faults.ts'

/** Longer than a lease, so that another node takes over what runs. */
const LONG_MS = 3_000

/** What can break, by a name for people. `npm run soak -- faults` breaks more, on real networks. */
export const FAULTS: Record<string, Fault> = {
  'a node is killed while it works': killAtWork,
  'packets from a node to PostgreSQL are dropped': async (cluster) => {
    const { toDatabase } = lastNode(cluster)
    toDatabase.silence()
    await delay(LONG_MS)
    await toDatabase.heal()
  },
  'PostgreSQL is killed': async ({ database }) => {
    await database.crash()
    await database.restart()
  },
  'a node is killed while it answers': async (cluster) => {
    await lastNode(cluster).kill()
    await lastNode(cluster).start()
  },
  // What it worked at may have been done just before, or may be canceled.
  'a node is killed until work of one is taken over': async (cluster) => {
    while ((await takenOverBy(cluster.nodes)) === 0) {
      await killAtWork(cluster)
      await delay(LONG_MS)
    }
  },
}

async function killAtWork({ nodes: [node] }: FaultyCluster): Promise<void> {
  if (node === undefined) throw new Error('There are no nodes.')
  await untilBusy(node)
  await node.kill()
  await node.start()
}

/** A kill between two tasks would show nothing: waits until its history grows, or for a minute. */
async function untilBusy({ history }: NodeProcess): Promise<void> {
  const sizeOf = async () => (await stat(history).catch(() => undefined))?.size
  const before = await sizeOf()
  for (let tries = 0; tries < 3_000 && (await sizeOf()) === before; tries++) await delay(20)
}

function lastNode({ nodes }: FaultyCluster): NodeProcess {
  const node = nodes.at(-1)
  if (node === undefined) throw new Error('There are no nodes.')
  return node
}
