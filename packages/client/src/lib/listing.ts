import { loggingFailure } from './logger.ts'
import {
  anyText,
  checkOptions,
  countFrom,
  type OptionCheck,
  type OptionChecks,
  REQUEST_CHECKS,
} from './options.ts'
import { has, type ListOptions } from './protocol.ts'
import type { Server } from './server.ts'
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

const statuses: OptionCheck = {
  description: `an array of ${TRANSLATION_STATUSES.join(', ')}`,
  accepts: (value) => Array.isArray(value) && value.every(isTranslationStatus),
}

const LIST_CHECKS: OptionChecks<ListOptions> = {
  status: statuses,
  engine: anyText,
  reference: anyText,
  text: anyText,
  limit: countFrom(1),
  signal: REQUEST_CHECKS.signal,
}

export function list({ http, protocol }: Server, options: ListOptions): TranslationList {
  checkOptions('list', options, LIST_CHECKS)
  const { signal, ...filter } = options
  return { page, [Symbol.asyncIterator]: all }

  async function page(cursor?: string): Promise<TranslationPage> {
    return await loggingFailure(http.log, 'list', undefined, () =>
      has(protocol, 'list')(http.with({ signal }), { ...filter, cursor }),
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
