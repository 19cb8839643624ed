import type { ListOptions } from './protocol.ts'
import type { Translation, TranslationPage } from './translation.ts'

/** The translations that match, newest first: use `for await`, or take one page at a time. */
export interface TranslationList extends AsyncIterable<Translation> {
  /** Gets one page. Pass the `nextCursor` of a page to get the next. */
  page(cursor?: string): Promise<TranslationPage>
}

type GetPage = (filter: object, options: PageOptions) => Promise<TranslationPage>

interface PageOptions {
  signal: AbortSignal | undefined
  cursor: string | undefined
}

export function list(getPage: GetPage, { signal, ...filter }: ListOptions): TranslationList {
  const page = (cursor?: string) => getPage(filter, { signal, cursor })
  return { page, [Symbol.asyncIterator]: () => allItems(page) }
}

async function* allItems(page: TranslationList['page']): AsyncGenerator<Translation> {
  let cursor: string | undefined
  do {
    const { items, nextCursor } = await page(cursor)
    yield* items
    cursor = nextCursor
  } while (cursor)
}
