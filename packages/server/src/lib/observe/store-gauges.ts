import { Gauge, type Registry } from 'prom-client'
import { TRANSLATION_STATUSES } from 'video-translation-client'
import { type Counts, QUEUE_REASONS } from '../store/counts.ts'
import { PREFIX } from './prefix.ts'

/** The sources of the figures about all nodes. */
export interface StoreGaugeSources {
  /** Rejects while the database does not answer. */
  counts(): Promise<Counts>
  /** The parts that do not answer now. */
  broken(): Promise<ReadonlySet<'database' | 'storage'>>
}

/** While the database does not answer, the gauges have no values, and the scrape works on. */
export function addStoreGauges(registry: Registry, { counts, broken }: StoreGaugeSources): void {
  const add = (name: string, help: string, label: string, values: () => Promise<[string, number][]>) => {
    const gauge = new Gauge({
      name: `${PREFIX}${name}`,
      help,
      labelNames: [label],
      registers: [],
      async collect() {
        this.reset()
        for (const [value, count] of await values().catch(() => [])) this.set({ [label]: value }, count)
      },
    })
    registry.registerMetric(gauge)
  }
  add('translations', 'Translations of all nodes by status.', 'status', async () => {
    const { translations } = await counts()
    return TRANSLATION_STATUSES.map((status) => [status, translations[status] ?? 0])
  })
  add('queue_tasks', 'Waiting tasks of all nodes, by what they wait for.', 'reason', async () => {
    const { queue } = await counts()
    return QUEUE_REASONS.map((reason) => [reason, queue[reason]])
  })
  add('running_tasks', 'Running tasks of all nodes by engine.', 'engine', async () =>
    Object.entries((await counts()).running),
  )
  add('webhooks_waiting', 'Webhooks of all nodes that are to be sent now, or later.', 'due', async () =>
    Object.entries((await counts()).webhooks),
  )
  add('part_up', 'Whether the database and the storage of the files answer: 1 or 0.', 'part', async () => {
    const silent = await broken()
    return (['database', 'storage'] as const).map((part) => [part, silent.has(part) ? 0 : 1])
  })
}
