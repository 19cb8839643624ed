import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  answerDashboard,
  answerUnknownPage,
  DASHBOARD_FILES,
  DASHBOARD_PAGES,
  type DashboardAnswer,
  type DashboardRequest,
} from 'video-translation-dashboard'
import type { Api } from '../api/api.ts'
import type { App } from '../requests/typed-app.ts'
import { Problem } from '../problems/problem.ts'
import type { FileStore } from '../../files/file-store.ts'

/** The page holds no data, so it needs no key: it signs in with one. */
const config = { access: 'public', quiet: true } as const

/**
 * The dashboard: its pages and their files. The page at `/` shares its address with the signpost.
 */
export function dashboardRoutes(app: App, api: Api): void {
  const schema = { hide: true }
  for (const url of [...DASHBOARD_PAGES.filter((page) => page !== '/'), ...DASHBOARD_FILES])
    app.get(url, { schema, config }, async (request, reply) => {
      if (await sendDashboard(request, reply, api)) return reply
      throw new Problem(404, 'not_found', `There is nothing at GET ${pathOf(request)}.`)
    })
}

type Files = Pick<Api, 'settings' | 'files'>

/** Sends a page or a file. False: this is no address of the dashboard, or no browser asks. */
export async function sendDashboard(
  request: FastifyRequest,
  reply: FastifyReply,
  api: Files,
): Promise<boolean> {
  return await send(reply, await answerDashboard(await readRequest(request, api)))
}

/** Sends the page for addresses that nothing has. False: this one would be of the API. */
export async function sendUnknownPage(
  request: FastifyRequest,
  reply: FastifyReply,
  api: Files,
): Promise<boolean> {
  return await send(reply, await answerUnknownPage(await readRequest(request, api)))
}

async function readRequest(request: FastifyRequest, api: Files): Promise<DashboardRequest> {
  const { headers } = request
  return {
    path: pathOf(request),
    accept: headers.accept,
    acceptEncoding: headers['accept-encoding'],
    ifNoneMatch: headers['if-none-match'],
    mediaOrigins: await mediaOrigins(api),
  }
}

async function send(reply: FastifyReply, answer: DashboardAnswer | undefined): Promise<boolean> {
  if (!answer) return false
  await reply.code(answer.status).headers(answer.headers).send(Buffer.from(answer.body))
  return true
}

/** Where a link leads does not change, and signing one for each request would be a waste. */
const ORIGINS = new WeakMap<FileStore, string>()
const PROBE = { expiresInSeconds: 1, mediaType: '', disposition: '', cacheControl: '' }

/** The links of large files lead to the bucket itself, whose name may be part of the host. */
export async function mediaOrigins({ files, settings }: Files): Promise<string[]> {
  if (!files.link || settings.fileStore?.redirectDownloads === false) return []
  const known = ORIGINS.get(files)
  if (known !== undefined) return [known]
  // Without credentials there are no links either.
  const link = await files.link('probe', PROBE).catch(() => undefined)
  if (link === undefined) return []
  const { origin } = new URL(link)
  ORIGINS.set(files, origin)
  return [origin]
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?')[0] ?? ''
}
