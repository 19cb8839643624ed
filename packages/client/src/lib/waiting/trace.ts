import type { Logger } from '../logger.ts'
import type { Outcome } from '../outcome.ts'
import { nothing } from '../timers.ts'
import type { OpenTelemetry } from './span.ts'

// OpenTelemetry's API package registers itself under this symbol in all 1.x versions, so nothing
// needs to be imported.
export const OPEN_TELEMETRY = Symbol.for('opentelemetry.js.api.1')

/** Ends the span of a wait with its outcomes, or with the reason of an abort. */
export type EndSpan = (outcomes: readonly Outcome[], reason?: unknown) => void

/**
 * Starts a span for a wait if OpenTelemetry is set up. The code for spans is loaded then. A tracer
 * that throws is logged and harms no wait.
 */
export function traceWait(ids: readonly string[], log: Logger): EndSpan {
  const api = (globalThis as Record<symbol, unknown>)[OPEN_TELEMETRY] as OpenTelemetry | undefined
  if (!api?.trace) return nothing
  const context = api.context?.active()
  const startTime = Date.now()
  const started = import('./span.ts').then(
    ({ startSpan }) => startSpan(api, log, { ids, startTime, context }),
    () => nothing,
  )
  return (outcomes, reason) => {
    const endTime = Date.now()
    void started.then((end) => end(outcomes, reason, endTime))
  }
}
