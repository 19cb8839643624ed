import { proxiedFetch } from '../../../net/proxy.ts'
import { DEFAULT_RETRY, type Endpoint, isHttpUrl, type Retry } from './send.ts'

interface SoundService {
  /** As in `the speech endpoint`. */
  name: 'speech' | 'transcription'
  role: Endpoint['role']
  model: string
  /** For one request, unless the options say another time. */
  usualTimeoutMs: number
}

interface SoundOptions {
  baseUrl: string
  apiKey?: string | undefined
  fetch?: typeof fetch
  timeoutMs?: number
  retry?: Partial<Retry>
}

/**
 * An endpoint that hears or speaks, like those of OpenAI.
 * @throws TypeError if the base URL is invalid
 */
export function soundEndpoint(
  { name, role, model, usualTimeoutMs }: SoundService,
  { baseUrl, apiKey, fetch = proxiedFetch, timeoutMs = usualTimeoutMs, retry }: SoundOptions,
): Endpoint {
  if (!isHttpUrl(baseUrl))
    throw new TypeError(`The base URL of the ${name} endpoint must look like https://host/v1.`)
  return {
    title: `The ${name} endpoint`,
    role,
    baseUrl,
    secret: apiKey,
    advice: `Check its URL and the model's name (${model}).`,
    fetch,
    timeoutMs,
    retry: { ...DEFAULT_RETRY, ...retry },
  }
}
