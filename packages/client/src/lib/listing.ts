import { checkOptions, type OptionKinds } from './options.ts'
import type { ListOptions } from './protocol.ts'
import { type Translation, TRANSLATION_STATUSES, type TranslationPage } from './translation.ts'

/** The translations that match, newest first: use `for await`, or take one page at a time. */
export interface TranslationList extends AsyncIterable<Translation> {
  /** Gets one page. Pass the `nextCursor` of a page to get the next. */
  page(cursor?: string): Promise<TranslationPage>
}

const LIST_KINDS: OptionKinds<ListOptions> = {
  status: 'object',
  engine: 'string',
  reference: 'string',
  text: 'string',
  to: 'string',
  limit: 'count',
  signal: 'object',
}

type GetPage = (query: object, options: { signal?: AbortSignal | undefined }) => Promise<TranslationPage>

export function list(getPage: GetPage, options: ListOptions): TranslationList {
  checkOptions('list', options, LIST_KINDS)
  const { signal, ...filter } = options
  for (const status of filter.status ?? []) checkOptions('list', { status }, { status: TRANSLATION_STATUSES })
  const page = (cursor?: string) => getPage({ ...filter, cursor }, { signal })
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
