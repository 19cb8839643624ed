import { pageFile } from './addresses.ts'
import { contentSecurityPolicy } from './policy.ts'
import { depthOf, fromDepth } from './depth.ts'
import { readSiteFile, type SiteFile } from './site.ts'

/** A GET request, as the dashboard needs it. */
export interface DashboardRequest {
  /** The path without its query, e.g. `/translations/tr_1`. */
  path: string
  /** The header `Accept`. A page is sent only to what asks for HTML, as a browser does. */
  accept?: string | undefined
  /** The header `Accept-Encoding`. */
  acceptEncoding?: string | undefined
  /** The header `If-None-Match`. */
  ifNoneMatch?: string | undefined
  /** Further origins that play and carry files, e.g. of a bucket. */
  mediaOrigins?: readonly string[] | undefined
}

/** An answer to send as it is. */
export interface DashboardAnswer {
  status: 200 | 304 | 404 | 503
  headers: Record<string, string>
  body: Uint8Array
}

/** Answers with a page or a file of the dashboard. Undefined: the path is not its own. */
export async function answerDashboard(request: DashboardRequest): Promise<DashboardAnswer | undefined> {
  const { path, accept = '' } = request
  const built = pageFile(path)
  if (built !== undefined) return accept.includes('text/html') ? await answerPage(built, request) : undefined
  // A page has its policy only at its own address.
  if (path.endsWith('.html')) return undefined
  const file = await readSiteFile(path)
  return file && answerFile(file, request, {})
}

/** The longest paths of pages have three folders. Each depth is kept in memory. */
const MOST_FOLDERS = 10

/**
 * Answers a browser at an address that nothing else has: with the page that says so, and the status
 * 404. Undefined: a program asks, or the address would be one of an API.
 */
export async function answerUnknownPage(request: DashboardRequest): Promise<DashboardAnswer | undefined> {
  const { path, accept = '' } = request
  if (!accept.includes('text/html') || /^\/v\d/.test(path) || depthOf(path) > MOST_FOLDERS) return undefined
  // Behind a slash too many, it is one of the pages all the same.
  const built = pageFile(path)
  if (built !== undefined) return await answerPage(built, request)
  const answer = await answerPage('/unknown.html', { ...request, ifNoneMatch: undefined })
  return answer.status === 503 ? answer : { ...answer, status: 404 }
}

async function answerPage(built: string, request: DashboardRequest): Promise<DashboardAnswer> {
  const page = (await readSiteFile(built)) ?? (await readSiteFile('/index.html'))
  if (!page) return NOT_BUILT
  return answerFile(await fromDepth(page, depthOf(request.path)), request, {
    'content-security-policy': contentSecurityPolicy(request.mediaOrigins),
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    // Browsers that know no `frame-ancestors`.
    'x-frame-options': 'DENY',
  })
}

function answerFile(
  file: SiteFile,
  { acceptEncoding = '', ifNoneMatch = '' }: DashboardRequest,
  more: Record<string, string>,
): DashboardAnswer {
  const { etag, mediaType, isHashed } = file
  const headers = {
    ...more,
    etag,
    'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    vary: 'Accept, Accept-Encoding',
  }
  if (ifNoneMatch.includes(etag)) return { status: 304, headers, body: new Uint8Array() }
  const { body, encoding } = encoded(file, acceptEncoding)
  return {
    status: 200,
    headers: {
      ...headers,
      'content-type': mediaType,
      'content-length': String(body.byteLength),
      ...(encoding && { 'content-encoding': encoding }),
    },
    body,
  }
}

/** The smallest form that the browser understands. */
function encoded({ bytes, gzipped, brotli }: SiteFile, accepted: string) {
  if (brotli && accepts('br', accepted)) return { body: brotli, encoding: 'br' }
  if (gzipped && accepts('gzip', accepted)) return { body: gzipped, encoding: 'gzip' }
  return { body: bytes, encoding: undefined }
}

/** A quality of 0 refuses the encoding (RFC 9110, 12.5.3). */
function accepts(encoding: 'br' | 'gzip', accepted: string): boolean {
  const item = accepted.split(',').find((part) => part.split(';')[0]?.trim() === encoding)
  return item !== undefined && !/;\s*q=0(?:\.0*)?\s*$/.test(item)
}

/** Only a clone of the repository can lack the files; packages contain them. */
const NOT_BUILT: DashboardAnswer = {
  status: 503,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  body: new TextEncoder().encode('The dashboard is not built yet. Build it once: npm run bootstrap\n'),
}
