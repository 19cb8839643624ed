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
 * Serves the contracts of simple status servers over this server's translations, with any engine.
 * The simulator plays the face; the jobs behind it are real.
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
    // The face parses bodies itself: its clients send JSON without declaring it, forms, or nothing.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
    for (const url of STATUS_PATHS.flatMap((path) => [path, `${path}/`])) {
      scope.route({
        url,
        method: ['GET', 'HEAD', 'POST'],
        // Fastify's own HEAD would measure a body that the face does not send for HEAD.
        exposeHeadRoute: false,
        schema: { hide: true },
        // The requests behind it need the scope for what they do.
        config: { scope: 'read' },
        handler: async (request, reply) => await reply.send(await face.fetch(webRequest(request))),
      })
    }
  })
}

/**
 * A GET may start a translation here, and an image or frame of a foreign page sends a GET without
 * an Origin.
 */
function refuseForeignPages({ headers }: FastifyRequest): void {
  const site = headers['sec-fetch-site'] ?? 'none'
  // A request with an Origin was already checked by it.
  if (headers.origin !== undefined || site === 'none' || site === 'same-origin') return
  throw new Problem(403, 'origin_not_allowed', 'Pages of other sites may not use this server.')
}

// The server has already checked these headers, by settings that the face does not know.
const CHECKED_HEADERS = ['origin', 'sec-fetch-site']

function webRequest({ method, url, headers, body, protocol, host }: FastifyRequest): Request {
  const sent = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' && name !== 'content-length' && !CHECKED_HEADERS.includes(name)
      ? [[name, value] as [string, string]]
      : [],
  )
  const text = typeof body === 'string' && body !== '' ? { body } : {}
  return new Request(`${protocol}://${host}${url}`, { method, headers: sent, ...text })
}
