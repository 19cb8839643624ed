import type { FastifyRequest } from 'fastify'

/** Whether a browser has gone to an address that no route has. */
export function asksForUnknownPage({ is404, method, headers }: FastifyRequest): boolean {
  const isReading = method === 'GET' || method === 'HEAD'
  return is404 && isReading && headers.accept?.includes('text/html') === true
}
