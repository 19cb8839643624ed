import { proxiedFetch } from '../../../net/proxy.ts'
import { DEFAULT_RETRY, type Endpoint, isHttpUrl, type Retry } from './send.ts'

/** Options of every provider that asks a service. */
export interface EndpointOptions {
  /** Default: the global one, through the proxy of the environment. */
  fetch?: typeof fetch
  /** For one request, in milliseconds. Default: one to ten minutes, as the service needs. */
  timeoutMs?: number
  /** Default: 5 retries, after 0.5 s to 30 s. */
  retry?: Partial<Retry>
}

interface Service extends Omit<Endpoint, 'fetch' | 'retry'> {
  /** A URL as it should be. */
  example: string
}

/** @throws TypeError if the URL is invalid */
export function createEndpoint({ example, ...service }: Service, options: EndpointOptions): Endpoint {
  if (!isHttpUrl(service.baseUrl))
    throw new TypeError(`The URL of ${service.title.replace(/^The /, 'the ')} must look like ${example}.`)
  const { fetch = proxiedFetch, timeoutMs = service.timeoutMs, retry } = options
  return { ...service, fetch, timeoutMs, retry: { ...DEFAULT_RETRY, ...retry } }
}

interface ModelService extends EndpointOptions {
  baseUrl: string
  apiKey?: string | undefined
  model: string
}

/** An endpoint like those of OpenAI. */
export function createModelEndpoint(
  service: Pick<Service, 'title' | 'role' | 'timeoutMs'>,
  { baseUrl, apiKey, model, ...options }: ModelService,
): Endpoint {
  const advice = `Check its URL and the model's name (${model}).`
  const example = 'https://host/v1'
  return createEndpoint({ ...service, baseUrl, secret: apiKey, advice, example }, options)
}
