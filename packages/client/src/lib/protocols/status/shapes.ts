import type { Words } from '../meaning.ts'
import type { Job } from './start.ts'

/** Method and path, e.g. `POST /start`. `{id}` stands for the job's id, and is encoded. */
export type Route = `${'GET' | 'POST' | 'PUT' | 'DELETE'} /${string}`

/** Which requests a status server takes, and what its answers look like. */
export interface Shape {
  /** Starts a job. Absent: the server has one job, which starts by itself. */
  start?: Route
  /** Tells how a job stands. Without `{id}`: of the only job, whatever a caller calls it. */
  get: Route
  /** Cancels a job. Absent: the server cannot. */
  cancel?: Route
  /**
   * Whose the ids are. `caller`: a start names one, so a start whose answer was lost can be looked for, and is repeated only where
   * it did not happen. `server`: the answer to a start names it, so a start whose answer was lost is not repeated.
   */
  ids: 'caller' | 'server'
  /** What a start sends as JSON; undefined: no body. */
  body?(job: Job): Record<string, unknown> | undefined
}

/** The four shapes that such servers have. */
export const STATUS_SHAPES = {
  /** A caller's own id in the query. */
  query: {
    start: 'POST /start',
    get: 'GET /status?job_id={id}',
    ids: 'caller',
    body: jobFields,
  },
  /** A caller's own id in the path. */
  path: {
    start: 'POST /translate',
    get: 'GET /status/{id}',
    ids: 'caller',
    body: jobFields,
  },
  /** An id that the server makes; the start has no body. */
  made: {
    start: 'POST /create_job',
    get: 'GET /job/{id}',
    cancel: 'POST /job/{id}/cancel',
    ids: 'server',
  },
  /** One job without an id, which starts with the first question. */
  single: { get: 'GET /status', ids: 'caller' },
} satisfies Record<string, Shape>

export type ShapeName = keyof typeof STATUS_SHAPES

/** What is particular about one status server. Every part has a default. */
export interface StatusOptions extends Partial<Shape> {
  /** What the rest is taken from. Default: `query`. */
  shape?: ShapeName
  /**
   * Where a body has the status. Of several known words the one that is no end counts, then the one that is no success, then the first;
   * where none is known, the first. Default: `status`, `result`, `state`.
   */
  fields?: readonly string[]
  /** Words of this server, beside and before the usual ones. */
  words?: Words
}

function jobFields({ id, from, to }: Job): Record<string, unknown> {
  return {
    job_id: id,
    ...(from !== undefined && { source_language: from }),
    ...(to !== undefined && { target_language: to }),
  }
}
