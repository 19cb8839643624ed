import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { DeliveryOutcome } from '../webhooks/deliverer.ts'
import { PREFIX } from './prefix.ts'
import { addStoreGauges, type StoreGaugeSources } from './store-gauges.ts'
import { createTaskMetrics, type TaskMetrics } from './task-metrics.ts'

export interface Metrics {
  registry: Registry
  observe(method: string, route: string, status: number, seconds: number): void
  created(engine: string): void
  webhookAttempted(outcome: DeliveryOutcome, seconds: number): void
  streamOpened(): void
  streamClosed(): void
  /** A call of the store or of the files has ended. */
  called(part: ObservedPart, verb: string, outcome: 'ok' | 'error', seconds: number): void
  tasks: TaskMetrics
}

/** A part of the server whose calls are measured. */
export type ObservedPart = 'store' | 'files'

export function createMetrics(sources: StoreGaugeSources): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  addStoreGauges(registry, sources)
  return {
    registry,
    ...createHttpMetrics(registry),
    ...createWebhookMetrics(registry),
    called: createCallMetrics(registry),
    tasks: createTaskMetrics(registry),
  }
}

function createHttpMetrics(registry: Registry) {
  const registers = [registry]
  const durations = new Histogram({
    name: `${PREFIX}http_request_duration_seconds`,
    help: 'Duration of HTTP requests by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers,
  })
  const created = new Counter({
    name: `${PREFIX}translations_created_total`,
    help: 'Translations created by this process.',
    labelNames: ['engine'],
    registers,
  })
  const streams = new Gauge({ name: `${PREFIX}streams_open`, help: 'Open streams of updates.', registers })
  return {
    observe: (method: string, route: string, status: number, seconds: number) =>
      durations.observe({ method, route, status }, seconds),
    created: (engine: string) => created.inc({ engine }),
    streamOpened: () => streams.inc(),
    streamClosed: () => streams.dec(),
  }
}

function createWebhookMetrics(registry: Registry) {
  const durations = new Histogram({
    name: `${PREFIX}webhook_attempt_duration_seconds`,
    help: 'Duration of the attempts of this process to deliver a webhook, by outcome.',
    labelNames: ['outcome'],
    buckets: [0.01, 0.05, 0.2, 1, 5, 15],
    registers: [registry],
  })
  return {
    webhookAttempted: (outcome: DeliveryOutcome, seconds: number) => durations.observe({ outcome }, seconds),
  }
}

function createCallMetrics(registry: Registry): Metrics['called'] {
  const histogram = (part: ObservedPart, what: string) =>
    new Histogram({
      name: `${PREFIX}${part}_duration_seconds`,
      help: `Duration of the calls of ${what} by verb and outcome.`,
      labelNames: ['verb', 'outcome'],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60],
      registers: [registry],
    })
  const durations = { store: histogram('store', 'the database'), files: histogram('files', 'the files') }
  return (part, verb, outcome, seconds) => durations[part].observe({ verb, outcome }, seconds)
}
