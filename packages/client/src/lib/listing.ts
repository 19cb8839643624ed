import { invalid } from './errors.ts'
import { loggingFailure } from './logger.ts'
import { checkOptions, type OptionKinds } from './options.ts'
import { requireVerb, type ListOptions } from './protocol.ts'
import type { Connection } from './connection.ts'
import {
  isTranslationStatus,
  type Translation,
  TRANSLATION_STATUSES,
  type TranslationPage,
} from './translation.ts'

/** All that match, newest first: `for await` them, or take one page at a time. */
export interface TranslationList extends AsyncIterable<Translation> {
  /** One page; give the `nextCursor` of one to get the next. */
  page(cursor?: string): Promise<TranslationPage>
}

const LIST_KINDS: OptionKinds<ListOptions> = {
  status: 'object',
  engine: 'string',
  reference: 'string',
  text: 'string',
  limit: 'count',
  signal: 'object',
}

export function list({ http, protocol }: Connection, options: ListOptions): TranslationList {
  checkOptions('list', options, LIST_KINDS)
  const { signal, ...filter } = options
  const unknown = filter.status?.find((each) => !isTranslationStatus(each))
  if (unknown)
    throw invalid(
      `\`status\` of list cannot be ${unknown}. The statuses are ${TRANSLATION_STATUSES.join(', ')}.`,
    )
  return { page, [Symbol.asyncIterator]: all }

  async function page(cursor?: string): Promise<TranslationPage> {
    return await loggingFailure(http.log, 'list', undefined, () =>
      requireVerb(protocol, 'list')(http.with({ signal }), { ...filter, cursor }),
    )
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
