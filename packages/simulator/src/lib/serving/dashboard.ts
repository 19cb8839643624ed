import {
  answerDashboard,
  answerUnknownPage,
  type DashboardAnswer,
  type DashboardRequest,
} from 'video-translation-dashboard'

type Respond = (request: Request) => Promise<Response>

/** Serves the dashboard beside the faces. Everything else goes to them. */
export function withDashboard(respond: Respond): Respond {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return await respond(request)
    const page = await answerDashboard(readRequest(request))
    if (page) return responseOf(page, request)
    const response = await respond(request)
    if (response.status !== 404) return response
    const unknown = await answerUnknownPage(readRequest(request))
    return unknown ? responseOf(unknown, request) : response
  }
}

function readRequest({ url, headers }: Request): DashboardRequest {
  return {
    path: new URL(url).pathname,
    accept: headers.get('accept') ?? undefined,
    acceptEncoding: headers.get('accept-encoding') ?? undefined,
    ifNoneMatch: headers.get('if-none-match') ?? undefined,
  }
}

function responseOf({ status, headers, body }: DashboardAnswer, { method }: Request): Response {
  const isEmpty = method === 'HEAD' || status === 304
  return new Response(isEmpty ? null : new Uint8Array(body), { status, headers })
}
