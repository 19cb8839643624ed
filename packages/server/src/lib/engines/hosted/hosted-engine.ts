import type { VideoTranslationClient } from 'video-translation-client'
import type { Pace } from '../../net/pace.ts'
import { type Engine, EngineError, type EngineRequest, type Refusal } from '../engine.ts'
import type { VendorAnswers } from './answers.ts'
import { runSource, urlRequired } from './source-task.ts'
import { runTarget } from './target-task.ts'

/** A vendor that does the work on its own machines. */
export interface HostedVendor {
  /** As users choose it, e.g. `heygen`. */
  readonly name: string
  /** One line for a person who chooses. */
  readonly description: string
  /** Speaks to the vendor; undefined as long as the vendor has not been set up. One for all tasks, so that they share requests. */
  readonly client: VideoTranslationClient<HostedRequest> | undefined
  /** Hears what the client hears. Without it, a vendor that reports no change for hours looks like an engine that hangs. */
  readonly answers: VendorAnswers
  /** How slow the download of a result may be. Default: as {@link Pace} says. */
  readonly pace?: Pace | undefined
  /** Whether it takes an uploaded file, and not only a URL. */
  readonly takesFiles: boolean
  /** What mends a vendor that has not been set up, e.g. which variable to set. */
  readonly setUp: string
}

/** What every vendor's protocol takes. */
export interface HostedRequest {
  source: string | Blob
  name?: string
  from?: string
  to: string[]
  /** The task's id, by which a start whose answer was lost can be found. */
  reference: string
  /** The same for every attempt of a task: a start that is repeated is not paid for twice. */
  idempotencyKey: string
  /** The vendor's own settings. */
  options?: Record<string, unknown>
}

/** Tasks only wait here: a worker can have very many. */
const CONCURRENCY = 1_000
const NOT_SET_UP = 'not_set_up'

/** An engine that has the work done by a vendor, and waits for it with the public client. */
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
      // Which languages there are is the vendor's to say, and changes without notice.
      languages: [{ from: '*', to: ['*'] }],
      options: { type: 'object', description: `Settings of ${name}, passed on as they are.` },
    }),
    check: async (request) => refuse(request, vendor),
    run: (task, context) =>
      task.kind === 'source'
        ? runSource(task, context, vendor)
        : runTarget(task, context, { ...vendor, client: setUpClient(vendor) }),
    async close() {
      client?.close()
    },
  }
}

function refuse({ source }: EngineRequest, vendor: HostedVendor): Refusal[] {
  const { client, setUp, takesFiles } = vendor
  if (!client) return [{ pointer: '/engine', code: NOT_SET_UP, message: setUp }]
  return takesFiles || source === 'url' ? [] : [{ pointer: '/source', ...urlRequired(vendor) }]
}

function setUpClient({ client, setUp }: HostedVendor): VideoTranslationClient<HostedRequest> {
  if (client) return client
  throw new EngineError(NOT_SET_UP, setUp)
}
