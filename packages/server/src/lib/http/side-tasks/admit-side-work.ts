import type { SideWork } from '../../engines/engine.ts'
import type { TranslationRecord } from '../../store/records.ts'
import type { NewSideTask, SideTask, SideTaskKind } from '../../store/side-task-store.ts'
import type { Api } from '../api/api.ts'
import { Problem } from '../problems/problem.ts'

/** How many tasks of an owner may be unfinished: more would only wait. */
const LIMITS = {
  preview: { max: 10, code: 'too_many_previews', name: 'previews', retryAfter: '2' },
  proxy: { max: 5, code: 'too_many_proxies', name: 'small copies', retryAfter: '30' },
} satisfies Record<SideTaskKind, object>

/** @throws Problem if the engine does no side work, or the owner has no space */
export async function admitSideWork(record: TranslationRecord, api: Api): Promise<SideWork> {
  const sideWork = sideWorkOf(record, api)
  await api.owners.refuseFull(record.owner, 0)
  await api.space.check()
  return sideWork
}

/** @throws Problem if the owner has too many unfinished ones */
export async function addSideTask(task: NewSideTask, { store }: Api): Promise<SideTask> {
  const added = await store.sideTasks.add(task, LIMITS[task.kind].max)
  if (added === undefined) throw tooMany(task.kind)
  return added
}

/** Makes again what is gone. @throws Problem if the owner has too many unfinished ones */
export async function restartSideTask(task: SideTask, { store }: Api): Promise<SideTask> {
  if (!(await store.sideTasks.restart(task, LIMITS[task.kind].max))) throw tooMany(task.kind)
  return { ...task, status: 'pending' }
}

function tooMany(kind: SideTaskKind): Problem {
  const { max, code, name, retryAfter } = LIMITS[kind]
  const detail = `${max} ${name} are unfinished, which is the limit of one key.`
  return new Problem(429, code, detail, { headers: { 'retry-after': retryAfter } })
}

export function sideWorkOf({ engine }: TranslationRecord, { engines }: Api): SideWork {
  const sideWork = engines.get(engine)?.sideWork
  if (sideWork) return sideWork
  const detail = `The engine \`${engine}\` speaks no single lines and copies no sources.`
  throw new Problem(422, 'not_supported', detail)
}
