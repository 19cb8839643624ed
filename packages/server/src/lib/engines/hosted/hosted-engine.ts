import type { ReviewStage } from 'video-translation-client'
import { EngineError } from '../../engine-error.ts'
import type { Engine, EngineRequest, Refusal, SourceTask, Task, TaskContext, TaskResult } from '../engine.ts'
import { judgeVendorError } from './vendor/failures.ts'
import type { HostedVendor, ReadyVendor } from './vendor/vendor.ts'

/** Tasks only wait for the vendor, so a worker can run very many at once. */
const CONCURRENCY = 1_000
const NOT_SET_UP = 'not_set_up'

/** An engine that gives the work to a vendor, and waits for it with the public client. */
export function createHostedEngine(vendor: HostedVendor): Engine {
  const { name, description, client, charges, corrections } = vendor
  return {
    name,
    concurrency: CONCURRENCY,
    corrections,
    describe: async () => ({
      name,
      description,
      ready: client !== undefined,
      problems: client ? [] : [{ code: NOT_SET_UP, message: vendor.setUp }],
      // The vendor changes its languages without notice, so its own API checks them.
      languages: [{ from: '*', to: ['*'] }],
      options: { type: 'object', description: `Settings of ${name}, passed on unchanged.` },
      charges,
    }),
    check: async (request) => refuse(request, vendor),
    run: (task, context) => run(task, context, vendor),
    async close() {
      client?.close()
    },
  }
}

function refuse(request: EngineRequest, vendor: HostedVendor): Refusal[] {
  const { client, setUp, takesFiles } = vendor
  if (!client) return [{ pointer: '/engine', code: NOT_SET_UP, message: setUp, isLocal: true }]
  const isTaken = takesFiles || request.source === 'url'
  const own = vendor.refuse?.(request) ?? []
  return [...(isTaken ? [] : [urlRequired(vendor)]), ...refuseReview(request, vendor), ...own]
}

function refuseReview({ review = [], to }: EngineRequest, vendor: HostedVendor): Refusal[] {
  const { name, reviews, reviewedTargets = Infinity } = vendor
  const refusals = review.flatMap((stage, index) =>
    reviews.includes(stage) ? [] : [reviewRefused(vendor, stage, `/review/${index}`)],
  )
  if (review.length === 0 || to.length <= reviewedTargets) return refusals
  const message =
    `${name} has lines of its own for each language, so a translation with a review has only one. ` +
    'Create a translation for each language.'
  return [...refusals, { pointer: `/to/${reviewedTargets}`, code: 'unsupported', message }]
}

/** Without a refusal, the vendor would be paid for what a person wanted to see before. */
function reviewRefused({ name }: HostedVendor, stage: ReviewStage, pointer: string): Refusal {
  const message = `${name} does not stop for a review of the ${stage}. Leave it out, or use the engine pipeline.`
  return { pointer, code: 'unsupported', message }
}

/** Refusal of an upload by a vendor that accepts URLs only. */
function urlRequired({ name }: HostedVendor): Refusal {
  const message = `${name} accepts no uploads; use a URL as the source.`
  return { pointer: '/source', code: 'url_required', message }
}

async function run(task: Task, context: TaskContext, vendor: HostedVendor): Promise<TaskResult> {
  const ready = requireReady(vendor)
  try {
    if (task.kind === 'target') return await vendor.work.target(task, context, ready)
    requireTaken(task, vendor)
    return await vendor.work.source(task, context, ready)
  } catch (error) {
    throw judgeVendorError(error)
  }
}

function requireTaken({ source }: SourceTask, vendor: HostedVendor): void {
  if ('url' in source || vendor.takesFiles) return
  const { code, message } = urlRequired(vendor)
  throw new EngineError(code, message)
}

function requireReady(vendor: HostedVendor): ReadyVendor {
  const { client, setUp } = vendor
  if (client) return { ...vendor, client }
  throw new EngineError(NOT_SET_UP, setUp)
}
