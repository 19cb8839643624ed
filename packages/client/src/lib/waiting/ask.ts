import type { Call } from '../http/http.ts'
import type { Translation } from '../translation.ts'
import type { ChannelHost, Followed } from './channel.ts'

/** Asks for one translation. Undefined: nothing newer than what is known. */
export function askOne(
  { http, read }: ChannelHost,
  { id, latest }: Followed,
  call: Partial<Call> = {},
): Promise<Translation | undefined> {
  const known = latest && { 'if-none-match': `"${latest.version}"` }
  return http.attempt(
    {
      ...call,
      path: `/v1/translations/${encodeURIComponent(id)}`,
      headers: { ...known, ...call.headers },
      translationId: id,
    },
    async (response) => (response.status === 304 ? undefined : read(await response.json())),
  )
}

/** Asks for several, at most 100. Those that the server does not have are missing from the answer. */
export function askMany(
  { http, read }: Pick<ChannelHost, 'http' | 'read'>,
  ids: string[],
  call: Partial<Call> = {},
  how: 'attempt' | 'send' = 'attempt',
): Promise<Map<string, Translation>> {
  const query = new URLSearchParams(ids.map((id) => ['id', id]))
  return http[how]({ ...call, path: '/v1/translations', query }, async (response) => {
    const { items } = (await response.json()) as { items: unknown[] }
    return new Map(items.map(read).map((translation) => [translation.id, translation]))
  })
}
