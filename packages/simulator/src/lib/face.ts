import type { Call, Handler } from './serving/call.ts'
import type { Refusal } from './serving/refusal.ts'
import type { World } from './world/world.ts'

/** The server side of one protocol: lines of mapping over a {@link World} of simulated jobs. */
export interface Face {
  /** Names it in settings, links and lists. */
  readonly name: string
  /** One line for a person who chooses. */
  readonly description: string
  /** `METHOD /path/:parameter` and what answers it. Called once for each simulator. */
  routes(world: World): Readonly<Record<string, Handler>>
  /** How this API says no: what its handlers throw, and what the frame refuses. `Retry-After` is added by the frame. */
  refuse(refusal: Refusal): Response
  /** Throws a {@link Refusal} where the key is missing or wrong. Called before every route of the face. */
  admit?(call: Call, world: World): void
  /** Whether it speaks for paths that begin like those of no face. Default: the first face does, in words meant for its own clients. */
  readonly isFallback?: boolean
  /** Command lines that try it, with `{origin}` in place of the server's address. */
  readonly examples?: readonly string[]
}
