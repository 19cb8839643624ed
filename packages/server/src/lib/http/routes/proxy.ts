import { Type } from 'typebox'
import type { SourceProxy } from 'video-translation-client'
import type { ProducedArtifact, ProxyRequest } from '../../engines/engine.ts'
import type { TranslationRecord } from '../../store/records.ts'
import type { SideTask } from '../../store/side-task-store.ts'
import { playbackViews } from '../../translation-view.ts'
import { type Api, artifactLinks, type Exchange } from '../api/api.ts'
import { findTranslation } from '../api/find-translation.ts'
import { Problem } from '../problems/problem.ts'
import { waitFrom } from '../requests/prefer.ts'
import type { App } from '../requests/typed-app.ts'
import { Proxy as ProxySchema } from '../schemas/preview-schemas.ts'
import { answers, IdParams, json } from '../schemas/schemas.ts'
import { addSideTask, admitSideWork, restartSideTask } from '../side-tasks/admit-side-work.ts'
import { awaitSideTask } from '../side-tasks/await-side-task.ts'
import { noSource, sourceOf } from './source.ts'

const schema = {
  tags: ['files'],
  params: IdParams,
  headers: Type.Object({ prefer: Type.Optional(Type.String({ examples: ['wait=30'] })) }),
}

const make = {
  ...schema,
  operationId: 'makeProxy',
  summary: 'Make a small copy of the source',
  description:
    'For browsers that cannot play the source: H.264 of at most 720 lines and AAC. It is made once and kept; then it ' +
    'is in `playback` of the translation. Repeating the request changes nothing, but tries again what failed.',
  response: answers(
    { 200: json('It is there, or failed.', ProxySchema), 202: json('It is being made.', ProxySchema) },
    404,
    422,
    507,
  ),
}

const read = {
  ...schema,
  operationId: 'getProxy',
  summary: 'The small copy of the source',
  response: answers({ 200: json('As it is.', ProxySchema) }, 404),
}

const WORKS: readonly SideTask['status'][] = ['pending', 'running']

export function proxyRoutes(app: App, api: Api): void {
  app.post('/v1/translations/:id/proxy', { schema: make }, async (request, reply) => {
    const record = await findTranslation(request.params.id, request, api)
    const known = await proxyOf(record, api)
    const task = known ?? (await begin(record, api))
    const proxy = await answer(record.id, task, { request, reply, api })
    return reply.code(WORKS.includes(proxy.status) ? 202 : 200).send(proxy)
  })
  app.get('/v1/translations/:id/proxy', { schema: read }, async (request, reply) => {
    const { id } = request.params
    const record = await findTranslation(id, request, api)
    const task = (await proxyOf(record, api)) ?? (await api.store.sideTasks.find(idOf(record)))
    if (!task) throw new Problem(404, 'no_proxy', `Nobody has asked for a small copy of the source of ${id}.`)
    reply.header('cache-control', 'no-store')
    return await answer(id, task, { request, reply, api })
  })
}

/** The copy that is there or being made. */
async function proxyOf(record: TranslationRecord, { store, files }: Api): Promise<SideTask | undefined> {
  const task = await store.sideTasks.find(idOf(record))
  if (task === undefined || WORKS.includes(task.status)) return task
  const made = record.sourceTask.artifacts.find(isProxy)
  const isThere = made?.key !== undefined && (await files.size(made.key)) !== undefined
  return isThere ? { ...task, status: 'completed' } : undefined
}

async function begin(record: TranslationRecord, api: Api): Promise<SideTask> {
  const source = sourceOf(record)
  if (source?.key === undefined) throw noSource(record.id)
  await admitSideWork(record, api)
  const { id: translationId, owner, engine } = record
  const { key, audioTrack } = source
  const request: ProxyRequest = { source: key, ...(audioTrack !== undefined && { audioTrack }) }
  const id = idOf(record)
  const common = { id, translationId, owner, engine, request }
  const task = await addSideTask({ ...common, kind: 'proxy', needs: 'render' }, api)
  // What it had made is gone, e.g. because the source was prepared again.
  return task.status === 'completed' ? await restartSideTask(task, api) : task
}

/** One for a translation. */
function idOf({ id }: TranslationRecord): string {
  return `px_${id}`
}

function isProxy({ playback }: ProducedArtifact): boolean {
  return playback === 'proxy'
}

async function answer(id: string, task: SideTask, exchange: Exchange): Promise<SourceProxy> {
  const { request, reply, api } = exchange
  const waitMs = waitFrom(String(request.headers['prefer'])) * 1000
  const { status, error } = await awaitSideTask(task, waitMs, { request, reply, api })
  if (status !== 'completed') return { status, ...(error && { error }) }
  const record = await findTranslation(id, request, api)
  const files = playbackViews(record.sourceTask, id, artifactLinks(request, api)) ?? []
  const file = files.find(({ kind }) => kind === 'proxy')
  return { status, ...(file && { file }) }
}
