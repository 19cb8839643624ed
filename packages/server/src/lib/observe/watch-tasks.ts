import type { TaskWatch, WatchTask } from '../jobs/task-watch.ts'
import type { ClaimedTask } from '../store/claimed-task.ts'
import type { OpenSpan, Telemetry } from '../telemetry/telemetry.ts'
import type { TaskMetrics } from './task-metrics.ts'

/** A stage that the engine is at. */
interface OpenStage {
  name: string
  startMs: number
  span: OpenSpan
}

/** Measures each task and its stages, and makes them spans of the trace of its translation. */
export function createTaskWatcher(metrics: TaskMetrics, telemetry: Telemetry): WatchTask {
  return (claimed) => {
    metrics.waited(claimed, claimed.waitedMs / 1000)
    const startMs = performance.now()
    const span = telemetry.begin(`task ${claimed.kind}`, {
      kind: 'consumer',
      parent: claimed.traceparent,
      attributes: attributesOf(claimed),
    })
    const stages = watchStages(claimed, metrics, (name) =>
      span.within(() => telemetry.begin(`stage ${name}`)),
    )
    return {
      within: span.within,
      stage: stages.begin,
      ended(outcome) {
        stages.end()
        metrics.ended(claimed, outcome, secondsSince(startMs))
        span.set({ 'task.outcome': outcome })
        span.end(outcome === 'failed' ? 'The attempt failed.' : undefined)
      },
    }
  }
}

function attributesOf({ translationId, engine, language, lease, owner }: ClaimedTask) {
  return {
    'translation.id': translationId,
    'translation.owner': owner,
    'task.engine': engine,
    'task.language': language,
    'task.attempt': lease.attempt,
  }
}

function watchStages(claimed: ClaimedTask, metrics: TaskMetrics, beginSpan: (name: string) => OpenSpan) {
  let open: OpenStage | undefined
  const end = (): void => {
    if (open === undefined) return
    metrics.stageEnded(claimed, open.name, secondsSince(open.startMs))
    open.span.end()
    open = undefined
  }
  const begin: TaskWatch['stage'] = (name) => {
    if (open?.name === name) return
    end()
    open = { name, startMs: performance.now(), span: beginSpan(name) }
  }
  return { begin, end }
}

function secondsSince(startMs: number): number {
  return (performance.now() - startMs) / 1000
}
