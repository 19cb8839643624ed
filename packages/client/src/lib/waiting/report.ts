import type { Outcome } from '../outcome.ts'
import type { Http } from '../http/http.ts'
import { now } from '../timers.ts'
import type { Follower } from './followed.ts'
import type { WaitReport } from './wait-report.ts'

export function reportOf({ it, startedMs, requests }: Follower, { clock }: Http): WaitReport {
  const waitedMs = now() - startedMs
  const detectionMs = clock.now() - Date.parse(it.latest?.finishedAt ?? '')
  return {
    requests,
    path: it.path,
    waitedMs,
    ...(detectionMs < waitedMs && { detectionMs: Math.max(0, detectionMs) }),
  }
}

/** What OpenTelemetry calls so, as far as it is used. */
export interface Span {
  setAttributes(attributes: Record<string, unknown>): void
  setStatus(status: { code: number; message?: string }): void
  end(): void
}
interface OpenTelemetry {
  trace?: { getTracer(name: string): { startSpan(name: string, options: object, context: unknown): Span } }
  context?: { active(): unknown }
}

// Its API package keeps what is registered under this symbol, for all of its 1.x versions, so nothing needs to be
// imported and no bundler be told.
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

/** An abort has no outcomes, but a reason. */
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
