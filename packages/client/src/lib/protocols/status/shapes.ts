import { invalid } from '../../errors.ts'
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

/**
 * The four kinds of such servers, each with the requests that it takes and no others. The first three are named after the
 * request that starts a job. None of them can cancel.
 */
export const STATUS_SHAPES = {
  /** The caller makes the id. The server refuses one that it has already. */
  start: {
    start: 'POST /start',
    get: 'GET /status?job_id={id}',
    ids: 'caller',
    body: ({ id, ...languages }) => ({ job_id: id, ...languageFields(languages) }),
  },
  /** The server makes the id, and is told the languages. */
  translate: { start: 'POST /translate', get: 'GET /job/{id}', ids: 'server', body: languageFields },
  /** The server makes the id, and is told nothing: the start has no body. */
  create_job: { start: 'POST /create_job', get: 'GET /status/{id}', ids: 'server' },
  /** One job without an id, which starts by itself. */
  single: { get: 'GET /status', ids: 'caller' },
} satisfies Record<string, Shape>

export type ShapeName = keyof typeof STATUS_SHAPES

/** What is particular about one status server. Every part has a default. */
export interface StatusOptions extends Partial<Shape> {
  /** What the rest is taken from. Default: `start`. */
  shape?: ShapeName
  /**
   * Where a body has the status. If the fields disagree, unfinished beats failed beats completed;
   * unknown words are ignored beside known ones. Default: `status`, `result`, `state`.
   */
  fields?: readonly string[]
  /**
   * Where a body has the id of the job, best first.
   * Default: `job_id`, `jobId`, `task_id`, `taskId`, `translation_id`, `id`, `uuid`, `job`.
   */
  idFields?: readonly string[]
  /** Words of this server, beside and before the usual ones. */
  words?: Words
}

/** @throws {VideoTranslationError} `invalid_argument` for a name that is none of the shapes. */
export function shapeNamed(name: ShapeName): Shape {
  if (Object.hasOwn(STATUS_SHAPES, name)) return STATUS_SHAPES[name]
  const names = Object.keys(STATUS_SHAPES).join(', ')
  throw invalid(`There is no shape "${name}" of the protocol status. Choose one of: ${names}.`)
}

function languageFields({ from, to }: Pick<Job, 'from' | 'to'>): Record<string, unknown> {
  return {
    ...(from !== undefined && { source_language: from }),
    ...(to !== undefined && { target_language: to }),
  }
}
