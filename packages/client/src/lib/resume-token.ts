import { invalid } from './errors.ts'

/** All that is needed to go on waiting elsewhere. Plain JSON, without any secret. */
export interface ResumeToken {
  v: 1
  /** Base URL of the server that has the translations. */
  server: string
  /** What it speaks, where that is not a Video Translation server's own API. */
  protocol?: string
  /** The translations waited for. */
  ids: string[]
}

/** Where translations are, and what is spoken there. */
export interface Origin {
  http: { server: string }
  protocol: { name: string }
}

const NATIVE = 'native'

export function resumeToken({ http: { server }, protocol: { name } }: Origin, ids: string[]): ResumeToken {
  return { v: 1, server, ...(name !== NATIVE && { protocol: name }), ids }
}

/** The ids that a token, or its JSON, names. */
export function parseResumeToken(token: unknown, { http, protocol: { name } }: Origin): string[] {
  const { v, server, protocol = NATIVE, ids } = read(token)
  const isToken =
    v === 1 && Array.isArray(ids) && ids.length > 0 && ids.every((id) => id && typeof id === 'string')
  if (isToken && server === http.server && protocol === name) return ids
  throw invalid(
    isToken ? `This token is for ${server} (${protocol}).` : 'This is no resume token.',
    'invalid_token',
  )
}

function read(token: unknown): Partial<ResumeToken> {
  try {
    return (typeof token === 'string' ? JSON.parse(token) : token) ?? {}
  } catch {
    return {}
  }
}
