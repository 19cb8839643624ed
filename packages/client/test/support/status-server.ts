import { type ClientOptions, VideoTranslationClient } from 'video-translation-client'
import { status, type StatusOptions, type StatusRequest } from '../../src/protocols/status.ts'

/** The responses by route. A list is used in order, and its last item repeats. */
type Answers = Record<string, unknown>

function serverOf(answers: Answers) {
  const requests: { route: string; type: string | null; body: string }[] = []
  const counts = new Map<string, number>()
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    const { pathname, search } = new URL(request.url)
    const route = `${request.method} ${pathname}${search}`
    requests.push({ route, type: request.headers.get('content-type'), body: await request.text() })
    const count = counts.get(route) ?? 0
    counts.set(route, count + 1)
    const answer = Array.isArray(answers[route])
      ? (answers[route][count] ?? answers[route].at(-1))
      : answers[route]
    if (answer instanceof Error) throw answer
    if (answer instanceof Response) return answer.clone()
    return answer ? Response.json(answer) : new Response('<h1>Not Found</h1>', { status: 404 })
  }
  return { fetch: fetch as typeof globalThis.fetch, requests }
}

/** A client of a scripted status server, and the requests that it made. */
export function setUpStatus(
  answers: Answers,
  options: StatusOptions = {},
  more: Partial<ClientOptions<StatusRequest>> = {},
) {
  const server = serverOf(answers)
  const client = new VideoTranslationClient('http://127.0.0.1:5000', {
    protocol: status(options),
    fetch: server.fetch,
    waiting: { schedule: 'fixed', minDelayMs: 10 },
    ...more,
  })
  return { client, requests: server.requests }
}
