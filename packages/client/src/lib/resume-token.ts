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

export function resumeToken({ http, protocol }: Origin, ids: string[]): ResumeToken {
  const { name } = protocol
  return { v: 1, server: http.server, ...(name !== NATIVE && { protocol: name }), ids }
}

/** The ids that a token, or its JSON, names. */
export function parseResumeToken(token: unknown, { http, protocol: { name } }: Origin): string[] {
  const { v, server, protocol = NATIVE, ids } = read(token)
  if (v !== 1 || !Array.isArray(ids) || !ids[0] || ids.some((id) => typeof id !== 'string')) {
    throw invalid('This is not a resume token, nor its JSON.', 'invalid_token')
  }
  if (server !== http.server || protocol !== name)
    throw invalid(
      `This token is for ${server} (${protocol}), and this client for ${http.server} (${name}).`,
      'invalid_token',
    )
  return ids
}

function read(token: unknown): Partial<ResumeToken> {
  try {
    return (typeof token === 'string' ? JSON.parse(token) : token) ?? {}
  } catch {
    return {}
  }
}
