import type { SideWork } from '../../engines/engine.ts'
import type { TranslationRecord } from '../../store/records.ts'
import type { SideTaskKind } from '../../store/side-task-store.ts'
import type { Api } from '../api/api.ts'
import { Problem } from '../problems/problem.ts'

/** How many tasks of an owner may be unfinished: more would only wait. */
const LIMITS = {
  preview: { max: 10, code: 'too_many_previews', name: 'previews', retryAfter: '2' },
  proxy: { max: 5, code: 'too_many_proxies', name: 'small copies', retryAfter: '30' },
} satisfies Record<SideTaskKind, object>

/** @throws Problem if the engine does no side work, or the owner has too much of it or no space */
export async function admitSideWork(
  kind: SideTaskKind,
  record: TranslationRecord,
  api: Api,
): Promise<SideWork> {
  const { owner } = record
  const sideWork = sideWorkOf(record, api)
  const { max, code, name, retryAfter } = LIMITS[kind]
  if ((await api.store.sideTasks.countOpen(owner, kind)) >= max) {
    const detail = `${max} ${name} are unfinished, which is the limit of one key.`
    throw new Problem(429, code, detail, { headers: { 'retry-after': retryAfter } })
  }
  await api.owners.refuseFull(owner, 0)
  await api.space.check()
  return sideWork
}

export function sideWorkOf({ engine }: TranslationRecord, { engines }: Api): SideWork {
  const sideWork = engines.get(engine)?.sideWork
  if (sideWork) return sideWork
  const detail = `The engine \`${engine}\` speaks no single lines and copies no sources.`
  throw new Problem(422, 'not_supported', detail)
}
