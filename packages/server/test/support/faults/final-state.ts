import type { VideoTranslationClient } from 'video-translation-client'
import type { TaskRecord, TranslationRecord } from '../../../src/lib/store/records.ts'
import type { Store } from '../../../src/lib/store/store.ts'
import type { FinalState, FinalTask, FinalTranslation } from './history.ts'

/** Reads the rows from the database, and the artifacts as a client gets them. */
export async function readFinalState(store: Store, client: VideoTranslationClient): Promise<FinalState> {
  const translations: FinalTranslation[] = []
  let cursor: string | undefined
  do {
    const page = await store.list({ limit: 100, ...(cursor && { cursor }) })
    for (const record of page.items) translations.push(await readOne(record, store, client))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return { translations }
}

async function readOne(
  record: TranslationRecord,
  store: Store,
  client: VideoTranslationClient,
): Promise<FinalTranslation> {
  const { id, reference = '', version, status, sourceTask, targetTasks } = record
  const events = await store.events(id)
  const endsOf = ({ kind, language }: TaskRecord) =>
    events.filter((event) =>
      kind === 'source'
        ? event.type === 'prepared'
        : event.language === language && ['completed', 'failed', 'canceled'].includes(event.type),
    ).length
  const tasks = [sourceTask, ...targetTasks].map((task): FinalTask => ({
    id: task.id,
    status: task.status,
    attempt: task.attempt,
    ends: endsOf(task),
  }))
  return {
    id,
    key: reference,
    version,
    status,
    isCanceled: record.cancelRequested,
    tasks,
    artifacts: await readArtifacts(id, targetTasks, client),
  }
}

async function readArtifacts(id: string, tasks: TaskRecord[], client: VideoTranslationClient) {
  const named = tasks.flatMap((task) => task.artifacts.map(({ name }) => ({ task: task.id, name })))
  return await Promise.all(
    named.map(async (each) => ({ ...each, text: await (await client.download(id, each.name)).text() })),
  )
}
