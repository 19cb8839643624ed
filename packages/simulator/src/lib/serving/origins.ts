import type { Asked } from './asked.ts'
import { Refusal } from './refusal.ts'

/** Which web pages may use the simulator, and where it is reached. */
export interface OriginSettings {
  /**
   * Origins whose pages may call it, such as `https://app.example.com`, or `*` for any. Default: none. A program is no page and
   * is always let in.
   */
  readonly cors?: readonly string[]
  /**
   * Its address as others see it, where a proxy stands before it. It stands in links and in other addresses that answers carry.
   * Default: the one that each request came to.
   */
  readonly publicUrl?: string
}

export interface Origins {
  /** The public address without a slash at its end, where there is one. */
  readonly publicUrl: string | undefined
  /** @throws Refusal 403 `origin_not_allowed` for a page that may not call */
  admit(asked: Pick<Asked, 'url' | 'header'>): void
  /** Headers that let the page that asked read the answer; none where it may not. */
  headersFor(request: Request): Readonly<Record<string, string>>
}

/** @throws Error for an origin or an address that is none */
export function createOrigins({ cors = [], publicUrl }: OriginSettings): Origins {
  for (const origin of cors) checkOrigin(origin)
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
 * A page of the simulator's own. A foreign name that was rebound to this machine names itself in both Origin and Host, so only
 * names of this machine and the public one count.
 */
function isOwn(origin: string, url: URL, publicUrl: string | undefined): boolean {
  if (publicUrl !== undefined && origin === new URL(publicUrl).origin) return true
  return origin === url.origin && isLoopback(url.hostname)
}

/** Whether a host means this machine. A host under `.invalid` stands for no socket at all: it leads nowhere else. */
export function isLoopback(host: string): boolean {
  const isName = host === 'localhost' || host.endsWith('.localhost') || host.endsWith('.invalid')
  return isName || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

/** No credentials are ever allowed, so `*` may stand for every header of the answer. */
function corsHeaders(origin: string, asked: Headers): Record<string, string> {
  const headers = asked.get('access-control-request-headers')
  return {
    'access-control-allow-origin': origin,
    vary: 'origin',
    'access-control-expose-headers': '*',
    ...(asked.has('access-control-request-method') && {
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      ...(headers !== null && { 'access-control-allow-headers': headers }),
      'access-control-max-age': '600',
    }),
    ...(asked.has('access-control-request-private-network') && {
      'access-control-allow-private-network': 'true',
    }),
  }
}

/** Whether a browser asks if a page may send what it wants to send. */
export function isPreflight({ method, headers }: Request): boolean {
  return method === 'OPTIONS' && headers.has('origin') && headers.has('access-control-request-method')
}

function checkOrigin(text: string): void {
  if (text === '*' || URL.parse(text)?.origin === text) return
  throw new Error(`"${text}" is no origin. Write one such as https://app.example.com, or * for any.`)
}

function checkPublicUrl(text: string): string {
  const url = URL.parse(text)
  const isPlain = url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username
  if (isPlain) return url.href.replace(/\/+$/, '')
  throw new Error(`"${text}" is no public address. Write one such as https://simulator.example.com.`)
}
