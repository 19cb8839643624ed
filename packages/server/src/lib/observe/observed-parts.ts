import type { FileStore } from '../files/file-store.ts'
import type { Store } from '../store/store.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import type { Metrics, ObservedPart } from './metrics.ts'
import { observeCalls, type ObserveCall } from './observe-calls.ts'

export interface Observers {
  metrics: Pick<Metrics, 'called'>
  telemetry: Pick<Telemetry, 'runInside'>
}

/** The same store, whose calls are measured, and are spans inside of other spans. */
export function observeStore(store: Store, observers: Observers): Store {
  return observeCalls(
    store,
    [
      'create',
      'findByKey',
      'get',
      'getMany',
      'versions',
      'list',
      'events',
      'cancel',
      'remove',
      'claimMany',
      'dueInMs',
      'heartbeat',
      'advance',
      'saveCheckpoint',
      'complete',
      'fail',
      'settleCanceled',
      'release',
    ],
    observe('store', observers),
  )
}

/** The same files, whose calls are measured. A read is measured until its first byte may come. */
export function observeFiles(files: FileStore, observers: Observers): FileStore {
  return observeCalls(
    files,
    ['put', 'size', 'read', 'localPath', 'remove', 'removeAll', 'link'],
    observe('files', observers),
  )
}

function observe(part: ObservedPart, { metrics, telemetry }: Observers): ObserveCall {
  return async (verb, call) => {
    const startMs = performance.now()
    const record = (outcome: 'ok' | 'error') =>
      metrics.called(part, verb, outcome, (performance.now() - startMs) / 1000)
    try {
      const result = await telemetry.runInside(`${part}.${verb}`, call)
      record('ok')
      return result
    } catch (error) {
      record('error')
      throw error
    }
  }
}
