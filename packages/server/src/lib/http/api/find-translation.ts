import type { TranslationRecord } from '../../store/records.ts'
import { translationNotFound } from '../problems/problem.ts'
import type { Api } from './api.ts'

/**
 * The translation with this id that an owner may see; without an owner, any.
 * @throws Problem 404 if there is none
 */
export async function findTranslation(
  id: string,
  { owner }: { owner?: string },
  { store }: Pick<Api, 'store'>,
): Promise<TranslationRecord> {
  const record = await store.get(id, owner)
  if (record) return record
  throw translationNotFound(id)
}
