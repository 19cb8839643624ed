import { invalid } from './errors.ts'

/** All that is needed to go on waiting elsewhere. Plain JSON, without any secret. */
export interface ResumeToken {
  v: 1
  /** Base URL of the server that has the translations. */
  server: string
  /** The translations waited for. */
  ids: string[]
}

export function resumeToken(server: string, ids: string[]): ResumeToken {
  return { v: 1, server, ids }
}

/** The ids that a token, or its JSON, names. */
export function parseResumeToken(token: unknown, server: string): string[] {
  const {
    v,
    server: its,
    ids,
  } = (typeof token === 'string' ? parseJson(token) : (token ?? {})) as Partial<ResumeToken>
  if (v !== 1 || !Array.isArray(ids) || !ids[0] || ids.some((id) => typeof id !== 'string')) {
    throw invalid('This is not a resume token, nor its JSON.', 'invalid_token')
  }
  if (its !== server)
    throw invalid(`This token is for ${its}, and this client for ${server}.`, 'invalid_token')
  return ids
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) ?? {}
  } catch {
    return {}
  }
}
