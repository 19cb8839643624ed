import { type ClientOptions, VideoTranslationClient } from 'video-translation-client'
import { azure, type AzureOptions, type AzureRequest } from '../../src/protocols/azure.ts'

/** What a path is answered with: a body, a whole answer, or what makes one of the request. Undefined is a 404. */
export type Script = Record<string, unknown>

export interface Asked {
  /** `METHOD /path` under `/videotranslation`. */
  route: string
  url: URL
  headers: Headers
  body: Record<string, unknown>
}

/** A client of Azure whose server answers what a test says, and all that it was asked. */
export function scripted(
  script: Script,
  { apiVersion, auth, ...options }: AzureOptions & ClientOptions<AzureRequest> = {},
): { client: VideoTranslationClient<AzureRequest>; asked: Asked[] } {
  const asked: Asked[] = []
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    const url = new URL(request.url)
    const route = `${request.method} ${url.pathname.replace('/videotranslation', '')}`
    const text = await request.text()
    const one = { route, url, headers: request.headers, body: text === '' ? {} : JSON.parse(text) }
    asked.push(one)
    return answerOf(script[route], one)
  }
  const protocol = azure({ ...(apiVersion && { apiVersion }), ...(auth && { auth }) })
  const client = new VideoTranslationClient('https://eastus.api.example', {
    protocol,
    apiKey: 'secret',
    fetch: fetch as typeof globalThis.fetch,
    retry: { limit: 0 },
    ...options,
  })
  return { client, asked }
}

function answerOf(scripted: unknown, asked: Asked): Response {
  const answer = typeof scripted === 'function' ? (scripted as (it: Asked) => unknown)(asked) : scripted
  if (answer instanceof Response) return answer.clone()
  if (answer !== undefined) return Response.json(answer)
  return Response.json({ error: { code: 'NotFound', message: 'There is none.' } }, { status: 404 })
}
