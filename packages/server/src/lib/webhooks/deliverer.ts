import { randomUUID } from 'node:crypto'
import { createBell } from '../wake-signal.ts'
import type { AttemptOutcome, ClaimedMessage, Outbox } from '../store/outbox.ts'
import { createFairShare } from './fair-share.ts'
import { tell, type TellParts, type Told } from './tell.ts'

export interface DelivererOptions extends TellParts {
  outbox: Outbox
  /** Called with the end of each attempt. */
  onTold?: (outcome: Outcome) => void
  /** Makes one attempt. Default: {@link tell}. */
  attempt?: typeof tell
}

export type Outcome = 'delivered' | 'retried' | 'failed' | 'disabled'

/** Empties the outbox. */
export interface Deliverer {
  start(): void
  /** Claims nothing more, lets attempts under way go on for `graceMs`, then gives them back. To be called before the store closes. */
  stop(graceMs: number): Promise<void>
}

/** Beyond the time a receiver has, for a machine that is slow. */
const LEASE_MARGIN_MS = 15_000
/** How long to sleep at most, for what no hint tells: messages of other processes. */
const IDLE_MS = 5_000
/** A message may become due within the same millisecond; asking in a tight loop would not make it so. */
const MIN_SLEEP_MS = 20
/** A receiver that takes longer is slow, even if it answers. */
const SLOW_MS = 5_000
const PRUNE_EVERY_MS = 3600_000

/** One loop: claim, tell, settle. What was lost in between is told again: at least once, with the same id. */
export function createDeliverer(options: DelivererOptions): Deliverer {
  const { outbox, log, clock } = options
  const bell = createBell()
  const rounds = createRounds(options, bell.ring)
  const pruneNowAndThen = createPruning(options)
  const stopping = new AbortController()
  let off = (): void => {}
  let loop: Promise<void> | undefined

  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await pruneNowAndThen()
        if (await rounds.start()) continue
        await bell.wait(await sleepMs())
      } catch (error) {
        log.error({ err: error }, 'Webhooks cannot be claimed; trying again in a second.')
        await bell.wait(1_000)
      }
    }
  }
  const sleepMs = async (): Promise<number> => {
    // What is due already waits for a place, and the end of a delivery rings.
    const dueAt = await outbox.nextDue(clock())
    return dueAt === undefined ? IDLE_MS : Math.min(IDLE_MS, Math.max(MIN_SLEEP_MS, dueAt - clock()))
  }
  return {
    start() {
      off = outbox.onDue(bell.ring)
      loop ??= work()
    },
    async stop(graceMs) {
      stopping.abort()
      bell.ring()
      await loop
      await rounds.end(graceMs)
      off()
    },
  }
}

/**
 * Each round begins at most one delivery for each owner, so nobody waits for the backlog of somebody else.
 * @param onEnd called when a place is free again
 */
function createRounds(options: DelivererOptions, onEnd: () => void) {
  const { outbox, settings } = options
  const worker = randomUUID()
  const leaseMs = settings.timeoutMs + LEASE_MARGIN_MS
  const shares = createFairShare()
  const underWay = new Set<Promise<void>>()
  const aborting = new AbortController()
  const begin = (message: ClaimedMessage): void => {
    shares.begin(message.lane)
    const delivery = deliver(message, options, aborting.signal)
      .catch((error: unknown) => noteDefect(error, message, options))
      .then((isSlow) => shares.end(message.lane, isSlow))
      .finally(() => {
        underWay.delete(delivery)
        onEnd()
      })
    underWay.add(delivery)
  }
  return {
    /** Whether anything began. */
    async start(): Promise<boolean> {
      let hasBegun = false
      for (const owner of shares.inTurn(await outbox.dueOwners())) {
        const exceptHosts = shares.fullHosts(owner)
        const message = await outbox.claim(worker, leaseMs, { owner, exceptHosts })
        if (message === undefined) continue
        begin(message)
        hasBegun = true
      }
      return hasBegun
    },
    async end(graceMs: number): Promise<void> {
      const giveUp = setTimeout(() => aborting.abort(), graceMs)
      await Promise.all(underWay)
      clearTimeout(giveUp)
    },
  }
}

function createPruning({ outbox, settings, wallClock }: DelivererOptions): () => Promise<void> {
  let lastMs = -Infinity
  return async () => {
    if (wallClock() - lastMs < PRUNE_EVERY_MS) return
    lastMs = wallClock()
    await outbox.prune(wallClock() - settings.keepLogMs)
  }
}

/** Whether the receiver failed or was slow. */
async function deliver(
  message: ClaimedMessage,
  options: DelivererOptions,
  stopping: AbortSignal,
): Promise<boolean> {
  const told = await (options.attempt ?? tell)(message, options, stopping)
  try {
    await options.outbox.settle(message.lease, told.attempt, told.next)
  } catch (error) {
    options.log.error(
      { err: error, ...namesOf(message) },
      'An attempt could not be noted; it will be repeated.',
    )
  }
  report(message, told, options)
  return told.next !== 'delivered' || told.attempt.durationMs > SLOW_MS
}

/** One delivery that goes wrong here must neither end the process nor keep its place for ever. */
function noteDefect(err: unknown, { lease }: ClaimedMessage, { log }: DelivererOptions): true {
  log.error({ err, webhookId: lease.messageId }, 'A webhook delivery failed; it is repeated later.')
  return true
}

function report(message: ClaimedMessage, { attempt, next }: Told, { log, onTold }: DelivererOptions): void {
  const outcome = outcomeOf(next)
  onTold?.(outcome)
  const { status, error: reason } = attempt
  const fields = { ...namesOf(message), status, reason, tries: message.tries }
  if (outcome === 'delivered') log.info(fields, 'webhook delivered')
  else log.warn(fields, outcome === 'retried' ? 'webhook not delivered yet' : 'webhook given up')
}

function outcomeOf(next: AttemptOutcome): Outcome {
  return typeof next === 'string' ? next : 'retried'
}

function namesOf({ lease, type, record }: ClaimedMessage) {
  return { webhookId: lease.messageId, translationId: record.id, type }
}
