import type { Call, Http } from '../http/http.ts'
import { readPage } from '../http/page.ts'
import type { ReadTranslation } from '../read-translation.ts'
import type { Translation } from '../translation.ts'
import type { Followed } from './followed.ts'

/** As many ids as one bulk request takes. */
export const BULK = 100

interface Asker {
  http: Http
  read: ReadTranslation
}

/** Asks for one translation. Undefined: nothing newer than what is known. */
export function askOne(
  { http, read }: Asker,
  { id, latest }: Pick<Followed, 'id' | 'latest'>,
  call: Partial<Call>,
): Promise<Translation | undefined> {
  return http.attempt(
    {
      ...call,
      path: pathOf(id),
      headers: { ...(latest && { 'if-none-match': `"${latest.version}"` }), ...call.headers },
      translationId: id,
    },
    async (response) => (response.status === 304 ? undefined : read(await response.json())),
  )
}

/** Asks for several, at most {@link BULK}. Those that the server does not have are missing from the answer. */
export function askMany(
  { http, read }: Asker,
  ids: string[],
  call: Partial<Call>,
  how: 'attempt' | 'send' = 'attempt',
): Promise<Map<string, Translation>> {
  const query = new URLSearchParams(ids.map((id) => ['id', id]))
  return http[how]({ ...call, path: '/v1/translations', query }, async (response) => {
    const { items } = await readPage(response)
    return new Map(items.map(read).map((translation) => [translation.id, translation]))
  })
}

export function pathOf(id: string, rest = ''): string {
  return `/v1/translations/${encodeURIComponent(id)}${rest}`
}
