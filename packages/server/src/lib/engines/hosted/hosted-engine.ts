import { EngineError } from '../../engine-error.ts'
import type { Engine, EngineRequest, Refusal } from '../engine.ts'
import { runSource, urlRequired } from './source-task.ts'
import { runTarget } from './target-task.ts'
import type { HostedClient, HostedVendor } from './vendor.ts'

/** Tasks only wait for the vendor, so a worker can run very many at once. */
const CONCURRENCY = 1_000
const NOT_SET_UP = 'not_set_up'

/** An engine that gives the work to a vendor, and waits for it with the public client. */
export function createHostedEngine(vendor: HostedVendor): Engine {
  const { name, description, client } = vendor
  return {
    name,
    concurrency: CONCURRENCY,
    describe: async () => ({
      name,
      description,
      ready: client !== undefined,
      problems: client ? [] : [{ code: NOT_SET_UP, message: vendor.setUp }],
      // The vendor changes its languages without notice, so its own API checks them.
      languages: [{ from: '*', to: ['*'] }],
      options: { type: 'object', description: `Settings of ${name}, passed on unchanged.` },
    }),
    check: async (request) => refuse(request, vendor),
    run: (task, context) =>
      task.kind === 'source'
        ? runSource(task, context, vendor)
        : runTarget(task, context, { ...vendor, client: requireClient(vendor) }),
    async close() {
      client?.close()
    },
  }
}

function refuse({ source }: EngineRequest, vendor: HostedVendor): Refusal[] {
  const { client, setUp, takesFiles } = vendor
  if (!client) return [{ pointer: '/engine', code: NOT_SET_UP, message: setUp, isLocal: true }]
  return takesFiles || source === 'url' ? [] : [{ pointer: '/source', ...urlRequired(vendor) }]
}

function requireClient({ client, setUp }: HostedVendor): HostedClient {
  if (client) return client
  throw new EngineError(NOT_SET_UP, setUp)
}
