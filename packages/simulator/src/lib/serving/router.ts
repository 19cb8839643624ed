import type { Face } from './face.ts'
import type { Backend } from '../backend/backend.ts'
import type { Handler } from './call.ts'

/** A face with its backend and its routes. */
export interface MountedFace {
  face: Face
  backend: Backend
  routes: readonly Route[]
}

export interface Route<H = Handler> {
  method: string
  segments: readonly string[]
  handle: H
  /** Whether the route needs no key and admits any page, as signed links do. */
  isOpen: boolean
}

/** The part of a mounted face that routing needs, for handlers of any type. */
export interface Routed {
  face?: Pick<Face, 'isFallback'>
  routes: readonly Route<unknown>[]
}

/** The route of a request; or, without a route, the face that refuses it. */
export interface Match<S extends Routed = MountedFace> {
  mounted: S
  /** Absent if the path or the method is unknown. */
  route?: S['routes'][number]
  params: Record<string, string>
  /** Methods of the path. */
  allowed: readonly string[]
}

export function readRoutes<H>(routes: Readonly<Record<string, H>>, isOpen = false): Route<H>[] {
  return Object.entries(routes).map(([route, handle]) => {
    const [method = '', path = ''] = route.split(' ')
    return { method, segments: segmentsOf(path), handle, isOpen }
  })
}

/**
 * Finds the matching route with the most literal segments. A trailing slash makes no difference.
 */
export function findRoute<S extends Routed>(
  mountedFaces: readonly S[],
  method: string,
  path: string,
): Match<S> | undefined {
  const segments = segmentsOf(path)
  const all = mountedFaces.flatMap((mounted) =>
    mounted.routes.map((route: S['routes'][number]) => ({ mounted, route })),
  )
  const matching = all
    .filter(({ route }) => matches(route, segments))
    .sort((one, other) => literals(other.route) - literals(one.route))
  const taking = (wanted: string) => matching.find(({ route }) => route.method === wanted)
  // A GET route answers HEAD, too, as in Flask and Fastify; `respond.ts` drops the body.
  const found = taking(method) ?? (method === 'HEAD' ? taking('GET') : undefined)
  const nearest = found ?? matching[0] ?? closest(all, segments)
  if (!nearest) return undefined
  return {
    mounted: nearest.mounted,
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

/**
 * Finds the face that refuses an unknown path: the one with the longest common beginning, else the
 * fallback.
 */
function closest<T extends { mounted: Routed; route: Route<unknown> }>(
  all: readonly T[],
  path: readonly string[],
): T | undefined {
  const common = ({ route }: T) => {
    const differs = route.segments.findIndex((part, at) => part !== path[at])
    return differs < 0 ? route.segments.length : differs
  }
  const [nearest] = all.toSorted((one, other) => common(other) - common(one))
  if (nearest && common(nearest) > 0) return nearest
  return all.find(({ mounted }) => mounted.face?.isFallback) ?? nearest
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
