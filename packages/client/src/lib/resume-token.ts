import { VideoTranslationError } from './errors.ts'

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

export function parseResumeToken(token: unknown, server: string): ResumeToken {
  const parsed = typeof token === 'string' ? parseJson(token) : token
  const { v, server: itsServer, ids } = (parsed ?? {}) as Partial<ResumeToken>
  if (v !== 1 || typeof itsServer !== 'string' || !isIdList(ids)) {
    throw invalid('This is not a resume token; give the `resumeToken` of an error, or its JSON.')
  }
  if (itsServer !== server) {
    throw invalid(`This token belongs to ${itsServer}; make a client for that server to resume it.`)
  }
  return { v, server, ids }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isIdList(ids: unknown): ids is string[] {
  return Array.isArray(ids) && ids.length > 0 && ids.every((id) => typeof id === 'string' && id !== '')
}

function invalid(message: string): VideoTranslationError {
  return new VideoTranslationError(message, { code: 'invalid_token' })
}
