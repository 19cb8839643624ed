import type { FastifyRequest } from 'fastify'
import { VideoTranslationClient } from 'video-translation-client'
import {
  type RequestReader,
  createSimulator,
  createStatusFace,
  STATUS_PATHS,
} from 'video-translation-simulator'
import { Problem } from '../http/problems/problem.ts'
import type { Api } from '../http/api/api.ts'
import type { App } from '../http/requests/typed-app.ts'
import { createInProcess } from '../http/connections/in-process.ts'
import { createTranslationJobs, credentialsOf } from './translations-as-jobs.ts'

/**
 * The contracts of simple status servers over this server's translations, with any engine behind. Their words are the
 * simulator's, which plays the face; the jobs behind it are real.
 */
export function mountStatusFace(app: App, { settings }: Api): void {
  const { statusFace } = settings
  if (!statusFace) return
  const inProcess = createInProcess(app.server)
  const as = (call: RequestReader): VideoTranslationClient =>
    new VideoTranslationClient('http://localhost', { fetch: inProcess.fetch, headers: credentialsOf(call) })
  const { restartAfterMs } = statusFace
  const face = createSimulator({
    face: createStatusFace(() => createTranslationJobs(as, statusFace)),
    ...(restartAfterMs !== undefined && { restartAfterMs }),
  })
  app.addHook('onClose', () => face.close())
  app.register(async (scope) => {
    scope.addHook('onRequest', async (request) => refuseForeignPages(request))
    // The face reads bodies by itself: its clients send JSON without saying so, forms, or nothing.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
    for (const url of STATUS_PATHS.flatMap((path) => [path, `${path}/`])) {
      scope.route({
        url,
        method: ['GET', 'HEAD', 'POST'],
        // Fastify's own HEAD measures a body that the face's answer to HEAD does not have.
        exposeHeadRoute: false,
        schema: { hide: true },
        handler: async (request, reply) => await reply.send(await face.fetch(webRequest(request))),
      })
    }
  })
}

/** Here a GET may start something, and the image or frame of a foreign page is a GET without an Origin. */
function refuseForeignPages({ headers }: FastifyRequest): void {
  const site = headers['sec-fetch-site'] ?? 'none'
  // What has an Origin was let through by it already.
  if (headers.origin !== undefined || site === 'none' || site === 'same-origin') return
  throw new Problem(403, 'origin_not_allowed', 'Pages from elsewhere may not use this server.')
}

// The server has judged by them already, with settings that the face does not know.
const JUDGED = ['origin', 'sec-fetch-site']

function webRequest({ method, url, headers, body, protocol, host }: FastifyRequest): Request {
  const sent = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' && name !== 'content-length' && !JUDGED.includes(name)
      ? [[name, value] as [string, string]]
      : [],
  )
  const text = typeof body === 'string' && body !== '' ? { body } : {}
  return new Request(`${protocol}://${host}${url}`, { method, headers: sent, ...text })
}
