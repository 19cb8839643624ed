import type { FastifyReply, FastifyRequest } from 'fastify'
import { asksForUnknownPage } from './requests/asks-for-page.ts'
import type { App } from './requests/typed-app.ts'
import { Problem } from './problems/problem.ts'

/** Sends a page that says that there is nothing. False: it has none for this address. */
export type SendUnknownPage = (request: FastifyRequest, reply: FastifyReply) => Promise<boolean>

/**
 * Answers 404 for an unknown path, to browsers with a page, and 405 with `Allow` for a known path
 * with another method.
 */
export function addNotFound(app: App, sendPage: SendUnknownPage = async () => false): void {
  const routes: { pattern: RegExp; methods: string[] }[] = []
  app.addHook('onRoute', ({ url, method }) => {
    routes.push({ pattern: patternOf(url), methods: [method].flat() })
  })
  app.setNotFoundHandler({}, async (request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const allowed = new Set(
      routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods),
    )
    if (allowed.size === 0) {
      if (asksForUnknownPage(request) && (await sendPage(request, reply))) return reply
      throw new Problem(404, 'not_found', `There is nothing at ${request.method} ${path}.`)
    }
    const allow = [...allowed].join(', ')
    throw new Problem(405, 'method_not_allowed', `${path} accepts ${allow}.`, { headers: { allow } })
  })
}

function patternOf(url: string): RegExp {
  const escaped = url.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`^${escaped.replace(/:[A-Za-z]+/g, '[^/]+')}$`)
}
