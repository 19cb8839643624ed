import { invalid } from '../../errors.ts'
import type { Call } from '../../http/http.ts'
import type { StatusMap } from '../status-map.ts'
import type { Job } from './job.ts'

/** Method and path, e.g. `POST /start`. `{id}` is replaced by the encoded id of the job. */
export type Route = `${'GET' | 'POST' | 'PUT' | 'DELETE'} /${string}`

/** The requests that a status server takes. */
export interface Shape {
  /** Starts a job. Absent: the server has one job, which starts by itself. */
  start?: Route
  /** Gets the status of a job. Only the shape `single` needs no `{id}`. */
  get: Route
  /** Cancels a job. Absent: the server cannot cancel. */
  cancel?: Route
  /**
   * The party that chooses the id. `caller`: the start sends it, so a start with a lost response is
   * searched for before it is repeated. `server`: the response names it, so a lost start is not
   * repeated.
   */
  ids: 'caller' | 'server'
  /** The JSON body of a start. Undefined: no body. */
  body?(job: Job): Record<string, unknown> | undefined
}

/**
 * The four known shapes. The first three are named after the request that starts a job. None can
 * cancel.
 */
export const STATUS_SHAPES = {
  /** The caller chooses the id. The server refuses an id that it already has. */
  start: {
    start: 'POST /start',
    get: 'GET /status?job_id={id}',
    ids: 'caller',
    body: ({ id, ...languages }) => ({ job_id: id, ...languageFields(languages) }),
  },
  /** The server chooses the id, and gets the languages. */
  translate: { start: 'POST /translate', get: 'GET /job/{id}', ids: 'server', body: languageFields },
  /** The server chooses the id. The start has no body. */
  create_job: { start: 'POST /create_job', get: 'GET /status/{id}', ids: 'server' },
  /** One job without an id, which starts by itself. */
  single: { get: 'GET /status', ids: 'caller' },
} satisfies Record<string, Shape>

/** The name of a usual shape of such servers. */
export type ShapeName = keyof typeof STATUS_SHAPES

/** The specifics of one status server. Every part has a default. */
export interface StatusOptions extends Partial<Shape> {
  /** The shape that provides the other defaults. Default: `start`. */
  shape?: ShapeName
  /**
   * The fields of a response that may hold the status. If they disagree, unfinished beats failed
   * beats completed; known words beat unknown ones. Default: `status`, `result`, `state`.
   */
  fields?: readonly string[]
  /**
   * The fields of a response that may hold the job's id, best first.
   * Default: `job_id`, `jobId`, `task_id`, `taskId`, `translation_id`, `id`, `uuid`, `job`.
   */
  idFields?: readonly string[]
  /** The server's own status words. They override the usual words. */
  words?: StatusMap
}

/** @throws {VideoTranslationError} `invalid_argument` for an unknown name */
export function shapeNamed(name: ShapeName): Shape {
  if (Object.hasOwn(STATUS_SHAPES, name)) return STATUS_SHAPES[name]
  const names = Object.keys(STATUS_SHAPES).join(', ')
  throw invalid(`There is no shape "${name}" of the protocol status. Choose one of: ${names}.`)
}

/**
 * The request for a route.
 * @throws {VideoTranslationError} `invalid_argument` for the ids `.` and `..`
 */
export function callOf(route: Route, id: string): Call {
  // URLs treat these as relative path segments, even if they are encoded.
  if (id === '.' || id === '..') throw invalid(`The id of a job cannot be \`${id}\`.`)
  const [method, path = ''] = route.split(' ')
  return { method, path: path.replace('{id}', encodeURIComponent(id)) }
}

function languageFields({ from, to }: Pick<Job, 'from' | 'to'>): Record<string, unknown> {
  return {
    ...(from !== undefined && { source_language: from }),
    ...(to !== undefined && { target_language: to }),
  }
}
