import type { Call } from '../../serving/call.ts'
import { cutPage } from '../../serving/page.ts'
import { invalidParameter } from './errors.ts'

const MOST = 100

/** One page of a list: `limit` and `token`, `has_more` and `next_token`. */
export function pageOf<T>(
  { url }: Call,
  all: readonly T[],
  idOf: (item: T) => string,
  usual = 10,
): { items: T[]; has_more: boolean; next_token: string | null } {
  const limit = Number(url.searchParams.get('limit') ?? usual)
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST)
    throw invalidParameter('limit', `limit must be from 1 to ${MOST}`)
  const { items, next } = cutPage(all, idOf, { limit, cursor: url.searchParams.get('token') })
  return { items, has_more: next !== undefined, next_token: next ?? null }
}
