import { has, type ListOptions } from './protocol.ts'
import type { Server } from './server.ts'
import type { Translation, TranslationPage } from './translation.ts'

/** All that match, newest first: `for await` them, or take one page at a time. */
export interface TranslationList extends AsyncIterable<Translation> {
  /** One page; give the `nextCursor` of one to get the next. */
  page(cursor?: string): Promise<TranslationPage>
}

export function list({ http, protocol }: Server, { signal, ...filter }: ListOptions): TranslationList {
  return { page, [Symbol.asyncIterator]: all }

  async function page(cursor?: string): Promise<TranslationPage> {
    return await has(protocol, 'list')(http.with({ signal }), { ...filter, cursor })
  }

  async function* all(): AsyncIterator<Translation> {
    let cursor: string | undefined
    do {
      const { items, nextCursor } = await page(cursor)
      yield* items
      cursor = nextCursor
    } while (cursor)
  }
}
