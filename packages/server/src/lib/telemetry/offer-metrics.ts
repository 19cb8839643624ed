import type * as OpenTelemetry from '@opentelemetry/api'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

type Api = typeof OpenTelemetry

const METER = 'video-translation-server'

/**
 * Offers the metrics of `/metrics` to OpenTelemetry's API, if that is installed. Its SDK, if a
 * program has set one up, asks for them at each export. Once `isOpen` says no, what was counted is
 * told one last time: a command may end before the first export.
 */
export async function offerMetrics(registry: Registry, isOpen: () => boolean): Promise<void> {
  const api = await import('@opentelemetry/api').catch(() => undefined)
  if (api) offerTo(api, registry, isOpen)
}

function offerTo(api: Api, registry: Registry, isOpen: () => boolean): void {
  const meter = api.metrics.getMeter(METER)
  const instruments = instrumentsOf(meter, registry)
  const observe: OpenTelemetry.BatchObservableCallback = async (result) => {
    const isLast = !isOpen()
    if (isLast) meter.removeBatchObservableCallback(observe, [...instruments.values()])
    const metrics = await (isLast ? countsOf(registry) : registry.getMetricsAsJSON())
    for (const { name, values } of metrics)
      for (const value of values) {
        const { metricName = name } = value as { metricName?: string }
        const instrument = instruments.get(metricName)
        if (instrument) result.observe(instrument, value.value, value.labels as OpenTelemetry.Attributes)
      }
  }
  meter.addBatchObservableCallback(observe, [...instruments.values()])
}

/** Without the gauges, for which a closed store would look like an outage. */
async function countsOf(registry: Registry): ReturnType<Registry['getMetricsAsJSON']> {
  const metrics = registry.getMetricsAsArray() as unknown as Counter[]
  return await Promise.all(metrics.filter((metric) => !(metric instanceof Gauge)).map((it) => it.get()))
}

/**
 * One for each number that Prometheus gets. The API has no histogram that is observed, so of a
 * histogram there are the sum and the count.
 */
function instrumentsOf(
  meter: OpenTelemetry.Meter,
  registry: Registry,
): Map<string, OpenTelemetry.Observable> {
  const instruments = new Map<string, OpenTelemetry.Observable>()
  for (const metric of registry.getMetricsAsArray() as unknown as Metric[]) {
    const options = { description: metric.help }
    const { name } = metric
    if (metric instanceof Gauge) instruments.set(name, meter.createObservableGauge(name, options))
    if (metric instanceof Counter) instruments.set(name, meter.createObservableCounter(name, options))
    if (metric instanceof Histogram)
      for (const each of [`${name}_sum`, `${name}_count`])
        instruments.set(each, meter.createObservableCounter(each, options))
  }
  return instruments
}

interface Metric {
  name: string
  help: string
}
