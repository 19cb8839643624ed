import { CliError } from '../../errors.ts'

interface WaitToken {
  v: 1
  /** The server, as {@link McpSession.place} names it. */
  place: string
  ids: string[]
}

/** Text with which any process goes on with a wait. It holds no secret. */
export function writeWaitToken(place: string, ids: readonly string[]): string {
  const token: WaitToken = { v: 1, place, ids: [...ids] }
  return Buffer.from(JSON.stringify(token)).toString('base64url')
}

/** The ids of a token. @throws CliError when it is not one of this server */
export function readWaitToken(place: string, text: string): string[] {
  const token = parse(text)
  if (token?.v !== 1 || !Array.isArray(token.ids) || !token.ids.every((id) => typeof id === 'string'))
    throw invalidToken('This is not a token of wait_for_translations.')
  if (token.place !== place) throw invalidToken(`The token is for ${String(token.place)}.`)
  return token.ids
}

function parse(text: string): Partial<WaitToken> | undefined {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as Partial<WaitToken>
  } catch {
    return undefined
  }
}

function invalidToken(message: string): CliError {
  return new CliError('badInput', message, 'Name the ids instead.', undefined, 'invalid_token')
}
