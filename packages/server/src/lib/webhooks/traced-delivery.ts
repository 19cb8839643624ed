import type { Telemetry } from '../telemetry/telemetry.ts'
import { deliver } from './deliver.ts'

/** Delivers as {@link deliver} does, each attempt as a span of the trace of its translation. */
export function createTracedDelivery(telemetry: Telemetry): typeof deliver {
  return async (message, parts, stopping) => {
    const { record, type, lane, tries } = message
    const attributes = {
      'translation.id': record.id,
      'webhook.type': type,
      'server.address': lane.host || undefined,
      'webhook.tries': tries,
    }
    const span = telemetry.begin('webhook', { kind: 'client', parent: record.traceparent, attributes })
    const { traceparent } = span
    const delivery = await span.within(() => deliver(message, { ...parts, traceparent }, stopping))
    span.set({ 'http.response.status_code': delivery.attempt.status })
    span.end(delivery.attempt.error)
    return delivery
  }
}
