import type { Core } from './core.ts'
import { readPage } from './http/page.ts'
import type { Translation, TranslationFilter, TranslationPage } from './translation.ts'

/** Which translations to list, and how. */
export interface ListOptions extends TranslationFilter {
  /** Translations a page. Default: the server's. */
  limit?: number
  signal?: AbortSignal
}

/** All that match, newest first: `for await` them, or take one page at a time. */
export interface TranslationList extends AsyncIterable<Translation> {
  /** One page; give the `nextCursor` of one to get the next. */
  page(cursor?: string): Promise<TranslationPage>
}

export function list({ http, read }: Core, { signal, ...filter }: ListOptions): TranslationList {
  return { page, [Symbol.asyncIterator]: all }

  async function page(cursor?: string): Promise<TranslationPage> {
    const call = { path: '/v1/translations', query: queryOf({ ...filter, cursor }), signal }
    return await http.send(call, async (response) => {
      const { items, nextCursor } = await readPage(response)
      return { items: items.map(read), ...(nextCursor && { nextCursor }) }
    })
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

function queryOf(filter: Record<string, unknown>): URLSearchParams {
  return new URLSearchParams(
    Object.entries(filter).flatMap(([name, value]) =>
      value === undefined ? [] : [value].flat().map((each) => [name, String(each)]),
    ),
  )
}
