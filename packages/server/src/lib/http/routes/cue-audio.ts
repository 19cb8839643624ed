import { Type } from 'typebox'
import type { Api } from '../api/api.ts'
import { findTranslation } from '../api/find-translation.ts'
import { Problem } from '../problems/problem.ts'
import type { App } from '../requests/typed-app.ts'
import { answers, IdParams, Language } from '../schemas/schemas.ts'
import { askSameAgain } from '../side-tasks/ask-preview.ts'
import { awaitSideTask } from '../side-tasks/await-side-task.ts'
import { clipOf } from '../side-tasks/clips.ts'
import { Binary, FILE_ANSWERS, RangeHeaders, sendArtifact } from './artifacts.ts'

const schema = {
  operationId: 'getCueAudio',
  summary: 'The sound of a cue',
  description:
    'The line as it is now, fitted to its time. What a result or a preview has spoken before is not spoken again.',
  tags: ['cues'],
  params: Type.Object({ ...IdParams.properties, cue: Type.String({ maxLength: 100 }) }),
  querystring: Type.Object({ target: Language }),
  headers: RangeHeaders,
  response: answers(
    {
      200: { description: 'A WAV.', content: { 'audio/wav': Binary['application/octet-stream'] } },
      ...FILE_ANSWERS,
    },
    404,
    416,
    422,
    503,
  ),
}

/** As long as a client waits for a request by default. */
const WAIT_MS = 25_000

export function cueAudioRoute(app: App, api: Api): void {
  // It may have to speak, so a key that only reads cannot ask for it.
  const config = { scope: 'write', rateLimit: { max: api.settings.limits.previewsPerMinute } } as const
  const url = '/v1/translations/:id/cues/:cue/audio'
  app.get(url, { schema, config }, async (request, reply) => {
    const { id, cue } = request.params
    const record = await findTranslation(id, request, api)
    const asked = await askSameAgain(record, { target: request.query.target, cue }, api)
    const task = await awaitSideTask(asked, WAIT_MS, { request, reply, api })
    if (task.error) throw new Problem(422, task.error.code, task.error.message)
    const clip = clipOf(task)
    if (!clip || !(await sendArtifact(clip, { request, reply, api }))) throw notYet()
    return reply
  })
}

function notYet(): Problem {
  const detail = 'The line is not spoken yet: other previews come first, or no worker is there.'
  return new Problem(503, 'not_spoken_yet', detail, { headers: { 'retry-after': '2' } })
}
