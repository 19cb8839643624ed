import { answerDashboard } from 'video-translation-dashboard'

type Respond = (request: Request) => Promise<Response>

/** Serves the dashboard beside the faces. Everything else goes to them. */
export function withDashboard(respond: Respond): Respond {
  return async (request) => (await dashboardResponse(request)) ?? (await respond(request))
}

async function dashboardResponse({ method, url, headers }: Request): Promise<Response | undefined> {
  if (method !== 'GET' && method !== 'HEAD') return undefined
  const answer = await answerDashboard({
    path: new URL(url).pathname,
    accept: headers.get('accept') ?? undefined,
    acceptEncoding: headers.get('accept-encoding') ?? undefined,
    ifNoneMatch: headers.get('if-none-match') ?? undefined,
  })
  if (!answer) return undefined
  const body = method === 'HEAD' || answer.status === 304 ? null : new Uint8Array(answer.body)
  return new Response(body, { status: answer.status, headers: answer.headers })
}
