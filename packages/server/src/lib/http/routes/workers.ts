import type { WorkerInfo } from 'video-translation-client'
import { Type } from 'typebox'
import type { KnownNode } from '../../nodes/node-description.ts'
import { LOST_AFTER_MS } from '../../nodes/workforce.ts'
import type { Api } from '../api/api.ts'
import type { App } from '../requests/typed-app.ts'
import { answers, json, ref } from '../schemas/schemas.ts'
import { WorkerInfo as WorkerSchema } from '../schemas/worker-schema.ts'

/** The route that lists the processes that do the work. */
export function workersRoute(app: App, api: Api): void {
  const schema = {
    operationId: 'listWorkers',
    summary: 'Workers, with what each can do and whether it is alive',
    description:
      'The processes of the last day that run tasks. With API keys, it needs the `metricsKey` of the server, because ' +
      'it covers the work of all keys.',
    tags: ['server'],
    response: answers({
      200: json('The workers.', Type.Object({ items: Type.Array(ref(WorkerSchema)) })),
    }),
  }
  app.get('/v1/workers', { schema, config: { access: 'operator' } }, async () => {
    const now = api.store.wall()
    const nodes = api.workforce ? await api.workforce.nodes() : [await ownNode(api)]
    const workers = nodes.filter(({ engines }) => engines.length > 0)
    return { items: workers.map((worker) => toView(worker, now)) }
  })
}

/** A process that is alone tells nobody, so it is not in its database. */
async function ownNode({ node, settings, store }: Api): Promise<KnownNode> {
  const { id, startedAt } = node
  const running = (await store.nodes.running()).get(id) ?? 0
  const life = { startedAt, silentMs: 0, hasStopped: false, running }
  return { id, role: settings.role, ...life, ...(await node.describe()) }
}

function toView(node: KnownNode, now: number): WorkerInfo {
  const { id, role, host, pid, cores, memoryBytes, gpus, packs, running } = node
  return {
    id,
    role,
    state: stateOf(node),
    host,
    pid,
    running,
    engines: node.engines.map(({ info, concurrency, abilities }) => ({
      name: info.name,
      ready: info.ready,
      concurrency,
      ...(abilities && { abilities }),
    })),
    packs,
    cores,
    memoryBytes,
    gpus,
    startedAt: new Date(node.startedAt).toISOString(),
    seenAt: new Date(now - node.silentMs).toISOString(),
  }
}

function stateOf({ hasStopped, silentMs }: KnownNode): WorkerInfo['state'] {
  if (hasStopped) return 'stopped'
  return silentMs < LOST_AFTER_MS ? 'alive' : 'lost'
}
