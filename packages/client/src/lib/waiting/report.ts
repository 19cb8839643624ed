import type { Outcome } from '../outcome.ts'
import type { Http } from '../http/http.ts'
import { now } from '../timers.ts'
import type { Follower } from './followed.ts'

/** How news came: by the stream, a held request, a notification that was checked, or a poll. */
export type Path = 'stream' | 'held' | 'notify' | 'polling'

/** What a wait took, for one translation. */
export interface WaitReport {
  /** Status requests made for it, alone or together with others. */
  requests: number
  /** How the last news came; absent where none did. */
  path?: Path | undefined
  /** How long was waited, in milliseconds. */
  waitedMs: number
  /**
   * From the end of the translation until this client knew of it, in milliseconds, about: the clock of the server is
   * estimated. Absent where it had ended before, or the server does not tell when.
   */
  detectionMs?: number | undefined
}

export function reportOf({ it, startedMs, requestsBefore }: Follower, { clock }: Http): WaitReport {
  const waitedMs = now() - startedMs
  const detectionMs = clock.now() - Date.parse(it.latest?.finishedAt ?? '')
  return {
    requests: it.requests - requestsBefore,
    path: it.path,
    waitedMs,
    ...(detectionMs < waitedMs && { detectionMs: Math.max(0, detectionMs) }),
  }
}

interface Span {
  setAttributes(attributes: Record<string, unknown>): void
  setStatus(status: { code: number; message?: string }): void
  end(): void
}
interface OpenTelemetry {
  trace?: { getTracer(name: string): { startSpan(name: string, options: object, context: unknown): Span } }
  context?: { active(): unknown }
}

/**
 * A span for a wait, where OpenTelemetry is set up. Its API package keeps what is registered under this symbol, for all
 * of its 1.x versions, so nothing needs to be imported and no bundler be told.
 */
export function startSpan(ids: readonly string[]): (outcomes: readonly Outcome[], error?: unknown) => void {
  const api = (globalThis as Record<symbol, unknown>)[Symbol.for('opentelemetry.js.api.1')] as
    | OpenTelemetry
    | undefined
  const attributes = {
    'translation.count': ids.length,
    ...(ids.length === 1 && { 'translation.id': ids[0] }),
  }
  const span = api?.trace
    ?.getTracer('video-translation-client')
    .startSpan('video_translation.wait', { attributes }, api.context?.active())
  return (outcomes, error) => {
    const failure = error ?? outcomes.find((outcome) => outcome.error)?.error
    const requests = outcomes.reduce((sum, { report }) => sum + (report?.requests ?? 0), 0)
    span?.setAttributes({
      'translation.requests': requests,
      'translation.result': outcomes[0]?.result,
      'translation.path': outcomes[0]?.report?.path,
    })
    if (failure) span?.setStatus({ code: 2, message: String(failure) })
    span?.end()
  }
}
