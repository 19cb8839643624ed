import { guarded, type Logger } from '../logger.ts'
import type { Outcome } from '../outcome.ts'

/** The part of OpenTelemetry's API that is used here. Instants are milliseconds since 1970. */
export interface OpenTelemetry {
  trace?: { getTracer(name: string): { startSpan(name: string, options: object, context: unknown): Span } }
  context?: { active(): unknown }
}

export interface Span {
  spanContext?(): { traceId: string; spanId: string; traceFlags: number }
  setAttributes(attributes: Record<string, unknown>): void
  setStatus(status: { code: number; message?: string }): void
  end(endTime?: number): void
}

interface SpanStart {
  ids: readonly string[]
  startTime: number
  context: unknown
}

const ERROR_STATUS = 2

/**
 * Starts the span of a wait, and returns the function that ends it. A tracer that throws is logged,
 * and neither the wait nor the process notices it.
 */
export function startSpan(
  api: OpenTelemetry,
  log: Logger,
  start: SpanStart,
): (outcomes: readonly Outcome[], reason: unknown, endTime: number) => void {
  let end: ReturnType<typeof startUnguarded>
  void guarded(log, 'tracing', undefined, () => (end = startUnguarded(api, start)))
  return (...result) => void guarded(log, 'tracing', undefined, () => end?.(...result))
}

function startUnguarded(
  api: OpenTelemetry,
  { ids, startTime, context }: SpanStart,
): (outcomes: readonly Outcome[], reason: unknown, endTime: number) => void {
  const attributes = {
    'translation.count': ids.length,
    ...(ids.length === 1 && { 'translation.id': ids[0] }),
  }
  const tracer = api.trace?.getTracer('video-translation-client')
  const span = tracer?.startSpan('video_translation.wait', { attributes, startTime }, context)
  return (outcomes, reason, endTime) => {
    const [first] = outcomes
    const error = reason ?? outcomes.find((outcome) => outcome.error)?.error
    span?.setAttributes({
      'translation.requests': outcomes.reduce((sum, { report }) => sum + (report?.requests ?? 0), 0),
      'translation.result': first?.result,
      'translation.path': first?.report?.path,
    })
    if (error) span?.setStatus({ code: ERROR_STATUS, message: String(error) })
    span?.end(endTime)
  }
}
