import { type ClientOptions, VideoTranslationClient } from 'video-translation-client'
import { azure, type AzureOptions, type AzureRequest } from '../../src/protocols/azure.ts'

/**
 * The response for each route: a body, a whole response, or a function of the request. Undefined is
 * a 404.
 */
export type Script = Record<string, unknown>

export interface ScriptedRequest {
  /** `METHOD /path` under `/videotranslation`. */
  route: string
  url: URL
  headers: Headers
  body: Record<string, unknown>
}

/** A client of a scripted Azure, and the requests that it made. */
export function scripted(
  script: Script,
  { apiVersion, auth, ...options }: AzureOptions & ClientOptions<AzureRequest> = {},
): { client: VideoTranslationClient<AzureRequest>; requests: ScriptedRequest[] } {
  const requests: ScriptedRequest[] = []
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    const url = new URL(request.url)
    const route = `${request.method} ${url.pathname.replace('/videotranslation', '')}`
    const text = await request.text()
    const scriptedRequest = {
      route,
      url,
      headers: request.headers,
      body: text === '' ? {} : JSON.parse(text),
    }
    requests.push(scriptedRequest)
    return respond(script[route], scriptedRequest)
  }
  const protocol = azure({ ...(apiVersion && { apiVersion }), ...(auth && { auth }) })
  const client = new VideoTranslationClient('https://eastus.api.example', {
    protocol,
    apiKey: 'secret',
    fetch: fetch as typeof globalThis.fetch,
    retry: { limit: 0 },
    ...options,
  })
  return { client, requests }
}

function respond(scripted: unknown, request: ScriptedRequest): Response {
  const response =
    typeof scripted === 'function' ? (scripted as (it: ScriptedRequest) => unknown)(request) : scripted
  if (response instanceof Response) return response.clone()
  if (response !== undefined) return Response.json(response)
  return Response.json({ error: { code: 'NotFound', message: 'There is none.' } }, { status: 404 })
}
