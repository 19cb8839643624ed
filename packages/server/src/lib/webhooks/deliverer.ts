import { randomUUID } from 'node:crypto'
import { createBell } from '../jobs/bell.ts'
import type { ClaimedMessage, Next, Outbox } from '../store/outbox.ts'
import { tell, type TellParts, type Told } from './tell.ts'

export interface DelivererOptions extends TellParts {
  outbox: Outbox
  /** Called with the end of each attempt. */
  onTold?: (outcome: Outcome) => void
}

export type Outcome = 'delivered' | 'retried' | 'failed' | 'disabled'

/** Empties the outbox. */
export interface Deliverer {
  start(): void
  /** Claims nothing more, lets attempts under way go on for `graceMs`, then gives them back. To be called before the store closes. */
  stop(graceMs: number): Promise<void>
}

/** Receivers that do not answer must not keep the others waiting. */
const AT_ONCE = 32
/** Beyond the time a receiver has, for a machine that is slow. */
const LEASE_MARGIN_MS = 15_000
/** How long to sleep at most, for what no hint tells: messages of other processes. */
const IDLE_MS = 5_000
/** What is due may be locked by another process for a moment; asking in a tight loop would not free it. */
const MIN_SLEEP_MS = 20

/** One loop: claim, tell, settle. What was lost in between is told again: at least once, with the same id. */
export function createDeliverer(options: DelivererOptions): Deliverer {
  const { outbox, log, clock } = options
  const id = randomUUID()
  const leaseMs = options.settings.timeoutMs + LEASE_MARGIN_MS
  const bell = createBell()
  const underWay = new Set<Promise<void>>()
  const stopping = new AbortController()
  const aborting = new AbortController()
  let off = (): void => {}
  let loop: Promise<void> | undefined

  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        if (underWay.size < AT_ONCE && (await claimOne())) continue
        await bell.wait(await sleepMs())
      } catch (error) {
        log.error({ err: error }, 'Webhooks cannot be claimed; trying again in a second.')
        await bell.wait(1_000)
      }
    }
  }
  const claimOne = async (): Promise<boolean> => {
    const message = await outbox.claim(id, leaseMs)
    if (message === undefined) return false
    const delivery = deliver(message, options, aborting.signal).finally(() => {
      underWay.delete(delivery)
      bell.ring()
    })
    underWay.add(delivery)
    return true
  }
  const sleepMs = async (): Promise<number> => {
    const dueAt = underWay.size < AT_ONCE ? await outbox.nextDue() : undefined
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
      const giveUp = setTimeout(() => aborting.abort(), graceMs)
      await Promise.all(underWay)
      clearTimeout(giveUp)
      off()
    },
  }
}

async function deliver(
  message: ClaimedMessage,
  options: DelivererOptions,
  stopping: AbortSignal,
): Promise<void> {
  const told = await tell(message, options, stopping)
  try {
    await options.outbox.settle(message.lease, told.attempt, told.next)
  } catch (error) {
    options.log.error(
      { err: error, ...namesOf(message) },
      'An attempt could not be noted; it will be repeated.',
    )
  }
  report(message, told, options)
}

function report(message: ClaimedMessage, { attempt, next }: Told, { log, onTold }: DelivererOptions): void {
  const outcome = outcomeOf(next)
  onTold?.(outcome)
  const { status, error: reason } = attempt
  const fields = { ...namesOf(message), status, reason, tries: message.tries }
  if (outcome === 'delivered') log.info(fields, 'webhook delivered')
  else log.warn(fields, outcome === 'retried' ? 'webhook not delivered yet' : 'webhook given up')
}

function outcomeOf(next: Next): Outcome {
  return typeof next === 'string' ? next : 'retried'
}

function namesOf({ lease, type, record }: ClaimedMessage) {
  return { webhookId: lease.messageId, translationId: record.id, type }
}
