/**
 * Traces of OpenTelemetry. Where its API is not installed or not set up, spans cost nothing, and a
 * given parent is passed on.
 */
export interface Telemetry {
  /** Begins a span, inside of `parent`, else of the current span. */
  begin(name: string, options?: SpanOptions): OpenSpan
  /** Runs the work in a span, which its end or its error ends. */
  run<T>(name: string, options: SpanOptions, work: (span: OpenSpan) => Promise<T>): Promise<T>
  /** The same if there is a current span; otherwise it runs the work alone. */
  runInside<T>(name: string, work: () => Promise<T>): Promise<T>
}

export interface SpanOptions {
  kind?: 'server' | 'client' | 'consumer'
  /** The header `traceparent` of W3C's Trace Context. An invalid one is ignored. */
  parent?: string | undefined
  attributes?: SpanAttributes
}

export type SpanAttributes = Record<string, string | number | boolean | undefined>

/** A span that has not ended. */
export interface OpenSpan {
  /** What continues it elsewhere, in the format of W3C. Undefined: nothing is traced. */
  readonly traceparent: string | undefined
  /** Makes it the current span of the work and of all that the work awaits. */
  within<T>(work: () => T): T
  set(attributes: SpanAttributes): void
  /** @param error if it failed */
  end(error?: unknown): void
}

/** Version 00, a trace, a span and flags; the trace and the span are not all zeros. */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/

/** The parts of a valid `traceparent`. */
export interface TraceContext {
  traceId: string
  spanId: string
  flags: number
}

export function parseTraceparent(text: string | undefined): TraceContext | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(text ?? '') ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined
  return { traceId, spanId, flags: Number.parseInt(flags, 16) }
}

export function formatTraceparent({ traceId, spanId, flags }: TraceContext): string {
  return `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, '0')}`
}
