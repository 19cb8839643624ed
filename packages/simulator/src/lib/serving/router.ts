import type { Face } from '../face.ts'
import type { World } from '../world/world.ts'
import type { Handler } from './call.ts'

/** A face at work: its routes over its own world. */
export interface Stage {
  face: Face
  world: World
  routes: readonly Route[]
}

export interface Route<H = Handler> {
  method: string
  segments: readonly string[]
  handle: H
  /** Whether anybody is let in, key or not: links carry their own leave. */
  isOpen: boolean
}

/** Whatever has routes, whichever their handlers. */
export interface Routed {
  face?: Pick<Face, 'isFallback'>
  routes: readonly Route<unknown>[]
}

/** Where a request leads: to a handler of a face, or to the face that knows such paths best. */
export interface Match<S extends Routed = Stage> {
  stage: S
  /** Absent where the path is unknown, or the method is. */
  route?: S['routes'][number]
  params: Record<string, string>
  /** Methods that the path knows. */
  allowed: readonly string[]
}

export function readRoutes<H>(routes: Readonly<Record<string, H>>, isOpen = false): Route<H>[] {
  return Object.entries(routes).map(([route, handle]) => {
    const [method = '', path = ''] = route.split(' ')
    return { method, segments: segmentsOf(path), handle, isOpen }
  })
}

/** A trailing slash does no harm. Where several routes match, the one with the most literal segments is meant. */
export function findRoute<S extends Routed>(
  stages: readonly S[],
  method: string,
  path: string,
): Match<S> | undefined {
  const segments = segmentsOf(path)
  const all = stages.flatMap((stage) => stage.routes.map((route: S['routes'][number]) => ({ stage, route })))
  const matching = all
    .filter(({ route }) => matches(route, segments))
    .sort((one, other) => literals(other.route) - literals(one.route))
  const taking = (wanted: string) => matching.find(({ route }) => route.method === wanted)
  // Whatever answers GET answers HEAD, as with Flask or Fastify; the body is left out as the answer leaves.
  const found = taking(method) ?? (method === 'HEAD' ? taking('GET') : undefined)
  const nearest = found ?? matching[0] ?? closest(all, segments)
  if (!nearest) return undefined
  return {
    stage: nearest.stage,
    ...(found && { route: found.route }),
    params: found ? paramsOf(found.route, segments) : {},
    allowed: methodsOf(matching),
  }
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '')
}

function matches({ segments }: Route<unknown>, path: readonly string[]): boolean {
  return (
    segments.length === path.length && segments.every((part, at) => part.startsWith(':') || part === path[at])
  )
}

function methodsOf(matching: readonly { route: Route<unknown> }[]): string[] {
  const methods = matching.flatMap(({ route: { method } }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  return [...new Set(methods)]
}

function literals({ segments }: Route<unknown>): number {
  return segments.filter((segment) => !segment.startsWith(':')).length
}

/** The face whose paths begin most like this one says in its own words that there is no such path; where none does, the fallback. */
function closest<T extends { stage: Routed; route: Route<unknown> }>(
  all: readonly T[],
  path: readonly string[],
): T | undefined {
  const common = ({ route }: T) => {
    const differs = route.segments.findIndex((part, at) => part !== path[at])
    return differs < 0 ? route.segments.length : differs
  }
  const [nearest] = all.toSorted((one, other) => common(other) - common(one))
  if (nearest && common(nearest) > 0) return nearest
  return all.find(({ stage }) => stage.face?.isFallback) ?? nearest
}

function paramsOf({ segments }: Route<unknown>, path: readonly string[]): Record<string, string> {
  const named = segments.flatMap((part, at) =>
    part.startsWith(':') ? [[part.slice(1), decoded(path[at] ?? '')]] : [],
  )
  return Object.fromEntries(named) as Record<string, string>
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
