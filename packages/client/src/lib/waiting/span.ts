import type { Outcome } from '../outcome.ts'

/** The part of OpenTelemetry's API that is used here. Instants are milliseconds since 1970. */
export interface OpenTelemetry {
  trace?: { getTracer(name: string): { startSpan(name: string, options: object, context: unknown): Span } }
  context?: { active(): unknown }
}

interface Span {
  setAttributes(attributes: Record<string, unknown>): void
  setStatus(status: { code: number; message?: string }): void
  end(endTime: number): void
}

const ERROR_STATUS = 2

/** Starts the span of a wait, and returns the function that ends it. */
export function startSpan(
  api: OpenTelemetry,
  ids: readonly string[],
  startTime: number,
  context: unknown,
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
