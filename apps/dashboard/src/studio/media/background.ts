import { VideoTranslationClient } from 'video-translation-client'
import { type Allowance, createAllowance } from './allowance.ts'

/** What lines are spoken with that nobody has asked for. */
export interface Background {
  /**
   * A client of its own: a refusal holds back all requests of a client, and repeats would only use
   * up what is left.
   */
  readonly client: VideoTranslationClient
  readonly allowance: Allowance
}

/** The requests are the client's. Here its answers are only read on their way to it. */
export function createBackground(
  baseUrl: string,
  apiKey: string | undefined,
  ask: Ask = (input, init) => globalThis.fetch(input, init),
): Background {
  const allowance = createAllowance()
  const client = new VideoTranslationClient(baseUrl, {
    ...(apiKey !== undefined && { apiKey }),
    retry: { limit: 0 },
    fetch: async (input, init) => {
      const answer = await ask(input, init)
      if (init?.method === 'POST') allowance.heard(answer.headers)
      return withoutLimits(answer)
    },
  })
  return { client, allowance }
}

type Ask = typeof globalThis.fetch

/** A person who presses for a line on its way must not wait until the rate limit ends. */
function withoutLimits({ body, status, headers }: Response): Response {
  return new Response(body, { status, headers: { 'content-type': headers.get('content-type') ?? '' } })
}
