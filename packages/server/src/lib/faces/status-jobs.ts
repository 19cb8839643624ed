import { isFinal, type Translation, VideoTranslationClient } from 'video-translation-client'
import { ApiError } from 'video-translation-client'
import {
  type Call,
  Refusal,
  STATUS_WORDS,
  type StartRequest,
  type StatusJob,
  type StatusJobs,
} from 'video-translation-simulator'

/** What jobs of the status contracts translate, where the request does not say. */
export interface StatusFaceOptions {
  /** The video: a URL that the engine can reach. A request may name another as `video_url` or `source_url`. */
  source?: string
  /** The language wanted. A request may name another as `target_language`. */
  to?: string
  /** The language spoken. A request may name another as `source_language`. */
  from?: string
}

/** Asks the server itself, in the name of whoever asks. */
export type AskAs = (call: Call) => VideoTranslationClient

/** Real translations as the jobs of the status contracts. A caller's own id is the translation's reference. */
export function createStatusJobs(as: AskAs, defaults: StatusFaceOptions): StatusJobs {
  return { start, get, cancel }

  async function start(request: StartRequest, call: Call): Promise<StatusJob> {
    const running = request.id === undefined ? undefined : await find(request.id, call)
    if (running && !isFinal(running.status)) return told(running)
    return told(await refusing(as(call).create(createRequest(request, defaults))))
  }

  async function get(id: string, call: Call): Promise<StatusJob | undefined> {
    const found = await find(id, call)
    return found && told(found)
  }

  async function cancel(id: string, call: Call): Promise<StatusJob | undefined> {
    const found = await find(id, call)
    return found && told(await refusing(as(call).cancel(found.id)))
  }

  /** By the caller's own id, of which the newest counts, or by the translation's. */
  async function find(id: string, call: Call): Promise<Translation | undefined> {
    const client = as(call)
    const { items } = await refusing(client.list({ reference: id, limit: 1 }).page())
    if (items[0]) return items[0]
    const [outcome] = await client.getMany([id])
    return outcome?.translation
  }
}

function createRequest({ id, from, to, fields }: StartRequest, defaults: StatusFaceOptions) {
  const source = fields['video_url'] ?? fields['source_url'] ?? defaults.source
  const language = to ?? defaults.to
  if (typeof source !== 'string' || !language) {
    throw new Refusal(
      400,
      'missing_source',
      'Name a video_url and a target_language; this server has no default for them.',
    )
  }
  const spoken = from ?? defaults.from
  return {
    source,
    to: [language],
    ...(spoken && { from: spoken }),
    ...(id !== undefined && { reference: id }),
  }
}

/** What the API refuses is refused in the words of this face. */
async function refusing<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof ApiError) throw new Refusal(error.status, error.code, error.message)
    throw error
  }
}

function told({ id, reference, status, error, from, targets, progress }: Translation): StatusJob {
  const [target] = targets
  const message = target?.error?.message ?? error?.message
  return {
    id: reference ?? id,
    result: STATUS_WORDS[status],
    ...(message && { message }),
    ...(from && { from }),
    ...(target && { to: target.language }),
    ...(progress !== undefined && { progress }),
  }
}
