import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { TRANSLATION_STATUSES } from 'video-translation-client'
import type { Store } from '../../store/store.ts'
import type { DeliveryOutcome } from '../../webhooks/deliverer.ts'

/** The metrics of `/metrics`. */
export interface Metrics {
  registry: Registry
  observe(method: string, route: string, status: number, seconds: number): void
  created(engine: string): void
  webhookAttempted(outcome: DeliveryOutcome): void
  streamOpened(): void
  streamClosed(): void
}

export function createMetrics(store: Store): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  addStoreGauges(registry, store)
  const registers = [registry]
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of HTTP requests by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers,
  })
  const created = new Counter({
    name: 'translations_created_total',
    help: 'Translations created by this process.',
    labelNames: ['engine'],
    registers,
  })
  const webhooks = new Counter({
    name: 'webhook_attempts_total',
    help: 'Attempts of this process to deliver a webhook, by outcome.',
    labelNames: ['outcome'],
    registers,
  })
  const streams = new Gauge({ name: 'streams_open', help: 'Open streams of updates.', registers })
  return {
    registry,
    observe: (method, route, status, seconds) => durations.observe({ method, route, status }, seconds),
    created: (engine) => created.inc({ engine }),
    webhookAttempted: (outcome) => webhooks.inc({ outcome }),
    streamOpened: () => streams.inc(),
    streamClosed: () => streams.dec(),
  }
}

function addStoreGauges(registry: Registry, store: Store): void {
  const translations = new Gauge({
    name: 'translations',
    help: 'Translations by status.',
    labelNames: ['status'],
    registers: [],
    async collect() {
      const counts = await store.counts()
      for (const status of TRANSLATION_STATUSES) this.set({ status }, counts.translations[status] ?? 0)
    },
  })
  const due = new Gauge({
    name: 'tasks_due',
    help: 'Tasks that wait for a worker.',
    registers: [],
    async collect() {
      this.set((await store.counts()).tasksDue)
    },
  })
  for (const gauge of [translations, due]) registry.registerMetric(gauge)
}
