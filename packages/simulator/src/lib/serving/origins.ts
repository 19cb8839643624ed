import type { RequestReader } from './request-reader.ts'
import { Refusal } from '../refusal.ts'

/** Settings for web pages that use the simulator, and for its public address. */
export interface OriginSettings {
  /**
   * Origins of pages that may call the simulator, such as `https://app.example.com`, or `*` for
   * any. Programs are always let in. Default: none.
   */
  readonly cors?: readonly string[]
  /**
   * Public address of the simulator behind a proxy. Links and other addresses in answers begin with
   * it. Default: the address of each request.
   */
  readonly publicUrl?: string
}

export interface Origins {
  /** The public address without a trailing slash, if one is set. */
  readonly publicUrl: string | undefined
  /** @throws Refusal 403 for a page, or a name of the simulator, that is not allowed */
  admit(request: Pick<RequestReader, 'url' | 'header'>): void
  /** CORS headers that let the calling page read the answer; empty if the page is not allowed. */
  headersFor(request: Request): Readonly<Record<string, string>>
}

/** @throws Error for an invalid origin or public address */
export function createOrigins({ cors = [], publicUrl }: OriginSettings): Origins {
  for (const origin of cors) requireOrigin(origin)
  const ownUrl = publicUrl === undefined ? undefined : checkPublicUrl(publicUrl)
  const admitsAll = cors.includes('*')
  const isAllowed = (origin: string) => admitsAll || cors.includes(origin)
  return {
    publicUrl: ownUrl,
    admit({ url, header }) {
      const origin = header('origin')
      const site = header('sec-fetch-site') ?? 'none'
      const isAdmitted =
        origin === null
          ? admitsAll || site === 'none' || site === 'same-origin'
          : isAllowed(origin) || isOwn(origin, url, ownUrl)
      if (!isAdmitted)
        throw new Refusal(
          403,
          'origin_not_allowed',
          'Web pages from elsewhere may not use this simulator. Name their origin with --cors to let them in.',
        )
    },
    headersFor({ headers }) {
      const origin = headers.get('origin')
      return origin === null || !isAllowed(origin) ? {} : corsHeaders(origin, headers)
    },
  }
}

/**
 * Origins for a socket on loopback. A foreign name that was rebound to this machine stands in Host,
 * and a browser sends no `Origin` with its GET, so every request must name this machine.
 */
export function onLoopback(origins: Origins): Origins {
  const { publicUrl } = origins
  const publicHost = publicUrl === undefined ? undefined : new URL(publicUrl).hostname
  return {
    ...origins,
    admit(request) {
      const { hostname } = request.url
      if (!isLoopback(hostname) && hostname !== publicHost)
        throw new Refusal(
          403,
          'host_not_allowed',
          `The simulator does not answer as ${hostname}, because it listens at loopback. ` +
            'Name its address with --public-url to let such requests in.',
        )
      origins.admit(request)
    },
  }
}

/**
 * Whether a page is the simulator's own. A foreign name that was rebound to this machine stands in
 * both Origin and Host, so only local names and the public address count.
 */
function isOwn(origin: string, url: URL, publicUrl: string | undefined): boolean {
  if (publicUrl !== undefined && origin === new URL(publicUrl).origin) return true
  return origin === url.origin && isLoopback(url.hostname)
}

/**
 * Whether a host is this machine. `.invalid` counts, too: it names a simulator without a socket.
 */
export function isLoopback(host: string): boolean {
  const isName = host === 'localhost' || host.endsWith('.localhost') || host.endsWith('.invalid')
  return isName || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

/** `*` exposes every header of the answer, since credentials are never allowed. */
function corsHeaders(origin: string, requested: Headers): Record<string, string> {
  const headers = requested.get('access-control-request-headers')
  return {
    'access-control-allow-origin': origin,
    vary: 'origin',
    'access-control-expose-headers': '*',
    ...(requested.has('access-control-request-method') && {
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      ...(headers !== null && { 'access-control-allow-headers': headers }),
      'access-control-max-age': '600',
    }),
    ...(requested.has('access-control-request-private-network') && {
      'access-control-allow-private-network': 'true',
    }),
  }
}

/** Whether this is a browser's CORS preflight. */
export function isPreflight({ method, headers }: Request): boolean {
  return method === 'OPTIONS' && headers.has('origin') && headers.has('access-control-request-method')
}

function requireOrigin(text: string): void {
  if (text === '*' || URL.parse(text)?.origin === text) return
  throw new Error(`"${text}" is not an origin. Write one such as https://app.example.com, or * for any.`)
}

function checkPublicUrl(text: string): string {
  const url = URL.parse(text)
  const isPlain = url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username
  if (isPlain) return url.href.replace(/\/+$/, '')
  throw new Error(`"${text}" is not a public address. Write one such as https://simulator.example.com.`)
}
