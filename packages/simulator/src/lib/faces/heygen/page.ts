import type { Call } from '../../serving/call.ts'
import { cutPage } from '../../serving/page.ts'
import { invalidParameter } from './errors.ts'

const MAX_LIMIT = 100

/** Cuts a page by `limit` and `token`, and returns it with `has_more` and `next_token`. */
export function pageOf<T>(
  { url }: Call,
  all: readonly T[],
  idOf: (item: T) => string,
  defaultLimit = 10,
): { items: T[]; has_more: boolean; next_token: string | null } {
  const limit = Number(url.searchParams.get('limit') ?? defaultLimit)
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
    throw invalidParameter('limit', `limit must be from 1 to ${MAX_LIMIT}`)
  const { items, next } = cutPage(all, idOf, { limit, cursor: url.searchParams.get('token') })
  return { items, has_more: next !== undefined, next_token: next ?? null }
}
