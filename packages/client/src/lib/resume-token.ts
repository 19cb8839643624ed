import { invalid, type ResumeToken } from './errors.ts'

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
