import { guarded, type Logger } from '../logger.ts'
import type { OpenTelemetry, Span } from './span.ts'
import { OPEN_TELEMETRY } from './trace.ts'

/** The span of a create, which the server continues. */
export interface CreateSpan {
  /** The header that names it, in the format of W3C. Undefined: nothing records it. */
  readonly traceparent?: string | undefined
  end(id: string | undefined, error?: unknown): void
}

const CLIENT_KIND = 2
const ERROR_STATUS = 2

/** A tracer that throws is logged, and the create does not notice it. */
export function startCreateSpan(log: Logger): CreateSpan {
  const api = (globalThis as Record<symbol, unknown>)[OPEN_TELEMETRY] as OpenTelemetry | undefined
  let span: Span | undefined
  let traceparent: string | undefined
  void guarded(log, 'tracing', undefined, () => {
    const tracer = api?.trace?.getTracer('video-translation-client')
    span = tracer?.startSpan('video_translation.create', { kind: CLIENT_KIND }, api?.context?.active())
    traceparent = traceparentOf(span)
  })
  return {
    traceparent,
    end: (id, error) =>
      void guarded(log, 'tracing', undefined, () => {
        if (id) span?.setAttributes({ 'translation.id': id })
        if (error) span?.setStatus({ code: ERROR_STATUS, message: String(error) })
        span?.end()
      }),
  }
}

/** Spans that nothing records have ids of zeros. */
function traceparentOf(span: Span | undefined): string | undefined {
  const { traceId = '', spanId, traceFlags = 0 } = span?.spanContext?.() ?? {}
  if (!/[1-9a-f]/.test(traceId)) return undefined
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
}
