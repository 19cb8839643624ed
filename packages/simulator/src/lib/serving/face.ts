import type { Backend } from '../backend/backend.ts'
import type { Refusal } from '../refusal.ts'
import type { Call, Handler } from './call.ts'

/**
 * The server side of one protocol: it maps the API's routes onto a {@link Backend} of simulated
 * jobs.
 */
export interface Face {
  /** Name in settings, links and lists. */
  readonly name: string
  /** One line that helps a person choose. */
  readonly description: string
  /** Returns a handler for each `METHOD /path/:parameter`. Called once for each simulator. */
  routes(backend: Backend): Readonly<Record<string, Handler>>
  /** Writes an error answer in the API's format. The simulator adds `Retry-After`. */
  refuse(refusal: Refusal): Response
  /**
   * Throws a {@link Refusal} if the API key is missing or wrong. Called before every route of the
   * face.
   */
  admit?(call: Call, backend: Backend): void
  /**
   * Whether this face answers paths of no face. Default: false. Without such a face, the first face
   * answers them.
   */
  readonly isFallback?: boolean
  /** Command lines that try the face. `{origin}` stands for the server's address. */
  readonly examples?: readonly string[]
}
