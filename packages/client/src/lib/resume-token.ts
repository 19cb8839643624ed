import type { ResumeToken } from './errors.ts'

/** The server and the protocol that a token is for. */
export interface Origin {
  http: { server: string }
  protocol: { name: string }
}

export const NATIVE = 'native'

export function resumeToken(
  { http: { server }, protocol: { name } }: Origin,
  ids: string[],
  revision?: number,
): ResumeToken {
  return { v: 1, server, ...(name !== NATIVE && { protocol: name }), ids, ...(revision && { revision }) }
}
