import { proxiedFetch } from '../../../../net/proxy.ts'
import { DEFAULT_RETRY, type Endpoint, isHttpUrl, type Retry, send } from '../../endpoints/send.ts'

/** Options that the translation services have in common. */
export interface ServiceOptions {
  /** Default: the global one, through the proxy of the environment. */
  fetch?: typeof fetch
  /** For one request, in milliseconds. */
  timeoutMs?: number
  /** Default: 5 retries, after 0.5 s to 30 s. */
  retry?: Partial<Retry>
}

interface Service {
  title: string
  baseUrl: string
  secret: string | undefined
  timeoutMs: number
  /** A URL as it should be. */
  example: string
}

/** @throws TypeError if the URL is invalid */
export function serviceEndpoint(
  { example, ...service }: Service,
  { fetch = proxiedFetch, timeoutMs = service.timeoutMs, retry }: ServiceOptions,
): Endpoint {
  if (!isHttpUrl(service.baseUrl))
    throw new TypeError(`The URL of ${service.title.replace(/^The /, 'the ')} must look like ${example}.`)
  const role = 'translator'
  return {
    ...service,
    role,
    advice: 'Check its URL.',
    fetch,
    timeoutMs,
    retry: { ...DEFAULT_RETRY, ...retry },
  }
}

/** Longest that a check waits for a list. */
const LIST_MS = 5000

/** Asks once for a list that a check needs at once. */
export async function askForList(
  endpoint: Endpoint,
  request: { path: string; headers?: Record<string, string> },
): Promise<unknown> {
  const quick = { ...endpoint, timeoutMs: LIST_MS, retry: { ...endpoint.retry, limit: 0 } }
  return JSON.parse(await send(quick, request, AbortSignal.timeout(LIST_MS)))
}
