import type * as OpenTelemetry from '@opentelemetry/api'
import {
  formatTraceparent,
  type OpenSpan,
  parseTraceparent,
  type SpanAttributes,
  type SpanOptions,
  type Telemetry,
} from './telemetry.ts'

type Api = typeof OpenTelemetry

/** Uses OpenTelemetry's API if it is installed. Programs set up its SDK themselves. */
export async function openTelemetry(): Promise<Telemetry> {
  const api = await import('@opentelemetry/api').catch(() => undefined)
  return withRuns(
    api ? (name, options) => beginSpan(api, name, options) : passOn,
    () => api?.trace.getActiveSpan() !== undefined,
  )
}

function withRuns(begin: Telemetry['begin'], isInside: () => boolean): Telemetry {
  const run: Telemetry['run'] = async (name, options, work) => {
    const span = begin(name, options)
    try {
      const result = await span.within(() => work(span))
      span.end()
      return result
    } catch (error) {
      span.end(error)
      throw error
    }
  }
  return { begin, run, runInside: (name, work) => (isInside() ? run(name, {}, work) : work()) }
}

/** Without the API, a given parent still reaches the next program. */
function passOn(_name: string, { parent }: SpanOptions = {}): OpenSpan {
  return {
    traceparent: parseTraceparent(parent) && parent,
    within: (work) => work(),
    set: () => undefined,
    end: () => undefined,
  }
}

const TRACER = 'video-translation-server'

function beginSpan(api: Api, name: string, { kind, parent, attributes }: SpanOptions = {}): OpenSpan {
  const tracer = api.trace.getTracer(TRACER)
  const options = { kind: kindOf(api, kind), attributes: attributes ?? {} }
  const span = tracer.startSpan(name, options, parentContext(api, parent))
  const context = api.trace.setSpan(api.context.active(), span)
  return {
    traceparent: traceparentOf(api, span),
    within: (work) => api.context.with(context, work),
    set: (more: SpanAttributes) => void span.setAttributes(more),
    end(error) {
      if (error !== undefined) {
        span.recordException(error instanceof Error ? error : String(error))
        span.setStatus({ code: api.SpanStatusCode.ERROR, message: String(error) })
      }
      span.end()
    },
  }
}

function kindOf({ SpanKind }: Api, kind: SpanOptions['kind']): OpenTelemetry.SpanKind {
  if (kind === 'server') return SpanKind.SERVER
  if (kind === 'client') return SpanKind.CLIENT
  return kind === 'consumer' ? SpanKind.CONSUMER : SpanKind.INTERNAL
}

function parentContext(api: Api, parent: string | undefined): OpenTelemetry.Context {
  const found = parseTraceparent(parent)
  if (found === undefined) return api.context.active()
  const { traceId, spanId, flags } = found
  return api.trace.setSpanContext(api.context.active(), {
    traceId,
    spanId,
    traceFlags: flags,
    isRemote: true,
  })
}

function traceparentOf(api: Api, span: OpenTelemetry.Span): string | undefined {
  const context = span.spanContext()
  if (!api.isSpanContextValid(context)) return undefined
  const { traceId, spanId, traceFlags } = context
  return formatTraceparent({ traceId, spanId, flags: traceFlags })
}
