import type { ProducedArtifact } from '../../engines/engine.ts'
import type { TranslationRecord } from '../../store/records.ts'
import type { Api } from '../api/api.ts'
import { findTranslation } from '../api/find-translation.ts'
import { Problem } from '../problems/problem.ts'
import type { App } from '../requests/typed-app.ts'
import { answers, IdParams } from '../schemas/schemas.ts'
import { artifactNotFound, Binary, FILE_ANSWERS, RangeHeaders, sendArtifact } from './artifacts.ts'

const schema = {
  summary: 'The source of a translation',
  description:
    'What is translated, as the times of its cues count: with the option `range`, that part. With a key; the signed ' +
    'link to it stands in `playback` of the translation.',
  tags: ['files'],
  params: IdParams,
  headers: RangeHeaders,
  response: answers({ 200: { description: 'The whole file.', content: Binary }, ...FILE_ANSWERS }, 404, 416),
}

const METHODS = [
  { method: 'GET', operationId: 'getSource' },
  { method: 'HEAD', operationId: 'headSource' },
] as const

export function sourceRoute(app: App, api: Api): void {
  for (const { method, operationId } of METHODS)
    app.route({
      method,
      url: '/v1/translations/:id/source',
      schema: { ...schema, operationId },
      exposeHeadRoute: false,
      config: { swagger: { exposeHeadRoute: true } },
      handler: async (request, reply) => {
        const { id } = request.params as { id: string }
        const record = await findTranslation(id, request, api)
        const source = sourceOf(record)
        if (!source) throw noSource(id)
        if (!(await sendArtifact(source, { request, reply, api }))) throw artifactNotFound(id, source.name)
        return reply
      },
    })
}

/** The artifact that is the source. */
export function sourceOf({ sourceTask }: TranslationRecord): ProducedArtifact | undefined {
  return sourceTask.artifacts.find(({ playback }) => playback === 'source')
}

export function noSource(id: string): Problem {
  const detail = `The source of ${id} is not here: it is not prepared yet, or its engine or version kept none.`
  return new Problem(404, 'no_source', detail)
}
