import type { Call, Handler } from '../../serving/call.ts'
import { Refusal } from '../../refusal.ts'
import type { Backend } from '../../backend/backend.ts'
import { createJobs } from './create.ts'
import { invalidParameter, notFound } from './errors.ts'
import { HEYGEN_LANGUAGES } from './languages.ts'
import { readDetails, readLanguages, readUrl } from './payload.ts'
import { isTranslation } from './translations.ts'
import { legacyOf } from './view.ts'
import type { HeygenWebhooks } from './webhooks.ts'

const PATH = '/v2/video_translate'

/**
 * Creates the routes of the retired version 2. It has other words, another format and no
 * idempotency keys.
 */
export function legacyRoutes(backend: Backend, webhooks: HeygenWebhooks): Readonly<Record<string, Handler>> {
  return legacy({
    [`POST ${PATH}`]: async (call) => {
      const fields = await call.json()
      const { output_language: one, output_languages: many } = fields
      if (one !== undefined && many !== undefined)
        throw invalidParameter('output_languages', 'Give output_language or output_languages')
      const payload = {
        source: { url: readUrl(fields['video_url'], 'video_url') },
        languages: readLanguages(many ?? [one], many ? 'output_languages' : 'output_language'),
        details: readDetails(fields, 'translation'),
      }
      const ids = createJobs(call, payload, backend, webhooks).map(({ id }) => id)
      return answer({
        video_translate_id: many ? null : ids[0],
        video_translate_ids: many ? ids : null,
      })
    },
    [`GET ${PATH}/target_languages`]: () => answer({ languages: HEYGEN_LANGUAGES }),
    [`GET ${PATH}/:id`]: (call) => {
      const { id = '' } = call.params
      const job = backend.jobs.get(id)
      if (!job || !isTranslation(job)) throw notFound('Video translation', id)
      return answer(legacyOf(call.countRequest(job), backend))
    },
  })
}

function answer(data: Record<string, unknown>): Response {
  return Response.json({ error: null, data })
}

/** Marks refusals of these routes, which `refuseHeygen` writes in the format of version 2. */
function legacy(routes: Record<string, Handler>): Record<string, Handler> {
  const wrap = (handle: Handler) => async (call: Call) => {
    try {
      return await handle(call)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { status, code, message, retryAfterSeconds, details } = error
      const retry = retryAfterSeconds !== undefined && { retryAfterSeconds }
      throw new Refusal(status, code, message, { ...details, ...retry, legacy: true })
    }
  }
  return Object.fromEntries(Object.entries(routes).map(([route, handle]) => [route, wrap(handle)]))
}
