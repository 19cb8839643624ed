import { randomUUID } from 'node:crypto'
import type { Log } from '../engines/engine.ts'
import type { ClaimedMessage, Outbox } from '../store/outbox.ts'
import { createWorkLoop } from '../work-loop.ts'
import { deliver, type Delivery, type DeliveryParts } from './deliver.ts'
import { createFairShare } from './fair-share.ts'

export interface DelivererOptions extends DeliveryParts {
  outbox: Outbox
  /** The longest sleep when no message is due, in milliseconds. Default 5000. */
  idleMs?: () => number
  /** Called after each attempt. */
  onAttempt?: (outcome: DeliveryOutcome, seconds: number) => void
  /** Makes one attempt. Default: {@link deliver}. */
  attempt?: typeof deliver
}

export type DeliveryOutcome = 'delivered' | 'retried' | 'failed' | 'disabled'

/** Delivers the messages of the outbox. */
export interface Deliverer {
  start(): void
  /**
   * Claims nothing more, lets attempts in flight go on for `graceMs`, then gives them back. Call it
   * before the store closes.
   */
  stop(graceMs: number): Promise<void>
}

/** Added to the receiver's time, for a slow machine. */
const LEASE_MARGIN_MS = 15_000
/** A receiver that takes longer counts as slow, even if it answers. */
const SLOW_MS = 5_000
const PRUNE_EVERY_MS = 3600_000

/**
 * One loop: claim, deliver, settle. A delivery whose end was lost is repeated with the same id, so
 * each message arrives at least once.
 */
export function createDeliverer(options: DelivererOptions): Deliverer {
  const { outbox, log, clock } = options
  const prune = createPruning(options)
  const rounds = createRounds(options, () => loop.wake())
  const unsubscribers: (() => void)[] = []
  const loop = createWorkLoop({
    async claim() {
      await prune()
      if (await rounds.start()) return { claimed: true }
      // Messages due before now wait for a free slot, and the end of a delivery wakes the loop.
      const dueAt = await outbox.nextDue(clock())
      return { claimed: false, dueInMs: dueAt === undefined ? undefined : Math.max(1, dueAt - clock()) }
    },
    idleMs: options.idleMs,
    log,
    failureMessage: 'Webhooks cannot be claimed; trying again in a second.',
  })
  return {
    start() {
      unsubscribers.push(
        outbox.onDue(loop.wake),
        outbox.onDamage((webhookId, reason) => logDamage(log, webhookId, reason)),
      )
      loop.start()
    },
    async stop(graceMs) {
      await loop.stop()
      await rounds.end(graceMs)
      for (const unsubscribe of unsubscribers) unsubscribe()
    },
  }
}

function logDamage(log: Log, webhookId: string, reason: string): void {
  log.error({ webhookId, reason }, 'webhook given up')
}

/**
 * Each round starts at most one delivery for each owner, so no owner waits for another's backlog.
 * @param onEnd called when a delivery has ended
 */
function createRounds(options: DelivererOptions, onEnd: () => void) {
  const { outbox, settings } = options
  const worker = randomUUID()
  const leaseMs = settings.timeoutMs + LEASE_MARGIN_MS
  const shares = createFairShare()
  const inFlight = new Set<Promise<void>>()
  const aborting = new AbortController()
  const begin = (message: ClaimedMessage): void => {
    shares.begin(message.lane)
    const delivery = deliverAndSettle(message, options, aborting.signal)
      .catch((error: unknown) => logDefect(error, message, options))
      .then((isSlow) => shares.end(message.lane, isSlow))
      .finally(() => {
        inFlight.delete(delivery)
        onEnd()
      })
    inFlight.add(delivery)
  }
  return {
    /** Resolves with whether any delivery started. */
    async start(): Promise<boolean> {
      let hasStarted = false
      for (const owner of shares.inTurn(await outbox.dueOwners())) {
        const exceptHosts = shares.fullHosts(owner)
        const message = await outbox.claim(worker, leaseMs, { owner, exceptHosts })
        if (message === undefined) continue
        begin(message)
        hasStarted = true
      }
      return hasStarted
    },
    async end(graceMs: number): Promise<void> {
      const giveUp = setTimeout(() => aborting.abort(), graceMs)
      await Promise.all(inFlight)
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

/** Resolves with whether the receiver failed or was slow. */
async function deliverAndSettle(
  message: ClaimedMessage,
  options: DelivererOptions,
  stopping: AbortSignal,
): Promise<boolean> {
  const delivery = await (options.attempt ?? deliver)(message, options, stopping)
  try {
    await options.outbox.settle(message.lease, delivery.attempt, delivery.outcome)
  } catch (error) {
    options.log.error(
      { err: error, ...namesOf(message) },
      'An attempt could not be recorded; it will be repeated.',
    )
  }
  report(message, delivery, options)
  return delivery.outcome !== 'delivered' || delivery.attempt.durationMs > SLOW_MS
}

/** An unexpected error in a delivery must neither end the process nor keep its slot forever. */
function logDefect(err: unknown, { lease }: ClaimedMessage, { log }: DelivererOptions): true {
  log.error({ err, webhookId: lease.messageId }, 'A webhook delivery failed; it is repeated later.')
  return true
}

function report(
  message: ClaimedMessage,
  { attempt, outcome }: Delivery,
  { log, onAttempt }: DelivererOptions,
): void {
  const result = typeof outcome === 'string' ? outcome : 'retried'
  onAttempt?.(result, attempt.durationMs / 1000)
  const { status, error: reason } = attempt
  const fields = { ...namesOf(message), status, reason, tries: message.tries }
  if (result === 'delivered') log.info(fields, 'webhook delivered')
  else log.warn(fields, result === 'retried' ? 'webhook not delivered yet' : 'webhook given up')
}

function namesOf({ lease, type, record }: ClaimedMessage) {
  return { webhookId: lease.messageId, translationId: record.id, type }
}
