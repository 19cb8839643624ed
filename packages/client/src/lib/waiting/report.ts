import type { Outcome } from '../outcome.ts'
import type { Http } from '../http/http.ts'
import { now } from '../timers.ts'
import type { Waiter } from './state/tracked-translation.ts'
import type { WaitReport } from './wait-report.ts'

export function reportOf({ tracked, startedMs, requests }: Waiter, { clock }: Http): WaitReport {
  const waitedMs = now() - startedMs
  const detectionMs = clock.now() - Date.parse(tracked.latest?.finishedAt ?? '')
  return {
    requests,
    path: tracked.path,
    waitedMs,
    ...(detectionMs < waitedMs && { detectionMs: Math.max(0, detectionMs) }),
  }
}

/** The part of an OpenTelemetry span that is used here. */
export interface Span {
  setAttributes(attributes: Record<string, unknown>): void
  setStatus(status: { code: number; message?: string }): void
  end(): void
}
interface OpenTelemetry {
  trace?: { getTracer(name: string): { startSpan(name: string, options: object, context: unknown): Span } }
  context?: { active(): unknown }
}

// The API package of OpenTelemetry registers itself under this symbol in all 1.x versions, so
// nothing needs to be imported.
const OPEN_TELEMETRY = Symbol.for('opentelemetry.js.api.1')

/** A span for a wait, where OpenTelemetry is set up. */
export function startSpan(ids: readonly string[]): Span | undefined {
  const api = (globalThis as Record<symbol, unknown>)[OPEN_TELEMETRY] as OpenTelemetry | undefined
  return api?.trace?.getTracer('video-translation-client').startSpan(
    'video_translation.wait',
    {
      attributes: {
        'translation.count': ids.length,
        ...(ids.length === 1 && { 'translation.id': ids[0] }),
      },
    },
    api.context?.active(),
  )
}

/** Ends the span with the outcomes, or with the reason of an abort. */
export function endSpan(span: Span | undefined, outcomes: readonly Outcome[], reason?: unknown): void {
  if (!span) return
  const [first] = outcomes
  const error = reason ?? outcomes.find((outcome) => outcome.error)?.error
  span.setAttributes({
    'translation.requests': outcomes.reduce((sum, { report }) => sum + (report?.requests ?? 0), 0),
    'translation.result': first?.result,
    'translation.path': first?.report?.path,
  })
  if (error) span.setStatus({ code: 2, message: String(error) })
  span.end()
}
