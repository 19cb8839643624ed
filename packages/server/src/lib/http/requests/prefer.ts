import type { FastifyReply } from 'fastify'

const MAX_WAIT_S = 60

/** The seconds of `Prefer: wait=N`, at most 60. 0: the client does not wait. */
export function waitFrom(prefer: string | undefined): number {
  const seconds = /(?:^|[,;\s])wait\s*=\s*"?(\d+)/i.exec(prefer ?? '')?.[1]
  return seconds === undefined ? 0 : Math.min(Number(seconds), MAX_WAIT_S)
}

/** Aborts when the client disconnects. */
export function closeSignal(reply: FastifyReply): AbortController {
  const controller = new AbortController()
  reply.raw.once('close', () => controller.abort())
  return controller
}
