import type { FastifyRequest } from 'fastify'
import { VideoTranslationClient } from 'video-translation-client'
import { type Call, createSimulator, createStatusFace } from 'video-translation-simulator'
import type { Api, App } from '../http/api.ts'
import { createInProcess } from '../http/in-process.ts'
import { createStatusJobs } from './status-jobs.ts'

const PATHS = ['/status', '/status/:id', '/start', '/translate', '/create_job', '/job/:id', '/job/:id/cancel']

/**
 * The contracts of simple status servers over this server's translations, with any engine behind. Their words are the
 * simulator's, which plays the face; the jobs behind it are real.
 */
export function statusRoutes(app: App, { settings }: Api): void {
  const { statusFace } = settings
  if (!statusFace) return
  const inProcess = createInProcess(app.server)
  const as = (call: Call): VideoTranslationClient => {
    const authorization = call.header('authorization')
    return new VideoTranslationClient('http://localhost', {
      fetch: inProcess.fetch,
      ...(authorization && { headers: { authorization } }),
    })
  }
  const face = createSimulator({ face: createStatusFace(() => createStatusJobs(as, statusFace)) })
  app.addHook('onClose', () => face.close())
  app.register(async (scope) => {
    // The face reads bodies by itself: its clients send JSON without saying so, forms, or nothing.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
    for (const url of PATHS.flatMap((path) => [path, `${path}/`])) {
      scope.route({
        url,
        method: ['GET', 'POST'],
        schema: { hide: true },
        handler: async (request, reply) => await reply.send(await face.fetch(webRequest(request))),
      })
    }
  })
}

function webRequest({ method, url, headers, body, protocol, host }: FastifyRequest): Request {
  const sent = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' && name !== 'content-length' ? [[name, value] as [string, string]] : [],
  )
  const text = typeof body === 'string' && body !== '' ? { body } : {}
  return new Request(`${protocol}://${host}${url}`, { method, headers: sent, ...text })
}
