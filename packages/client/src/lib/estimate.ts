import type { RequestOptions, VideoTranslationClient } from './client.ts'
import { coreOf } from './client-core.ts'
import { invalid, throwInvalidResponse } from './errors.ts'
import { loggingFailure } from './logger.ts'
import { checkOptions, REQUEST_KINDS } from './options.ts'
import { NATIVE } from './resume-token.ts'
import type { CreateTranslationBody, Failure, Stage } from './translation.ts'

/** What `create` would get. The source may still have to be uploaded. */
export interface EstimateRequest extends Omit<CreateTranslationBody, 'source' | 'webhook'> {
  source?: CreateTranslationBody['source'] | undefined
  /** Length of the source in seconds. Without it, the answer has no quantities. */
  durationSeconds?: number | undefined
}

/** What a create would need before it, and how much work it would be. */
export interface Estimate {
  /** The engine that would do it. */
  engine: string
  /** Whether a create would be accepted, if everything in `packs` and `programs` is installed. */
  possible: boolean
  /** Why a create would be refused as the server is now. Empty: it would be accepted. */
  problems: EstimateProblem[]
  /** What would do each step. Empty for an engine that does not say. */
  steps: EstimatedStep[]
  /** Packs of model files that are missing. */
  packs: NeededPack[]
  /** Programs that are missing and can be installed together with the packs. */
  programs: NeededProgram[]
  /** Seconds of the source that would be translated. */
  durationSeconds?: number
  /** Characters that would be translated, once for each target. */
  characters?: number
  /** Seconds of work without any wait, from measurements on two cores. */
  expectedSeconds?: number
}

/** Why it would be refused, or go wrong. */
export interface EstimateProblem extends Failure {
  /** JSON pointer to the field of the request, e.g. `/to/0`. */
  pointer?: string
  /** Whether it goes away with `packs` and `programs`. */
  curable: boolean
}

/** One step of the work, and who would do it. */
export interface EstimatedStep {
  stage: Stage
  /** BCP 47 tag: of the source for `transcribe`, else of the target. Absent: not known yet. */
  language?: string
  /** Name of the provider. Absent: none is ready, or the language has to be detected first. */
  provider?: string
  /** What is known to be worse than it could be, e.g. a draft translation. */
  warning?: Failure
}

/** A pack of model files that would be downloaded. */
export interface NeededPack {
  name: string
  /** Content and purpose in one line. */
  description: string
  licence: string
  licenceUrl: string
  downloadBytes: number
  /** The first step that uses it. */
  stage: Stage
  /** False if the work can go on without it, with a lower quality. */
  required: boolean
}

/** A program that would be installed. */
export interface NeededProgram {
  name: string
  licence: string
  diskBytes: number
}

/**
 * Asks what a create would need before it: packs to install, minutes, characters and time. Nothing
 * is made. A request that would be refused is no error: `possible` and `problems` say so.
 * @throws {ApiError} 400 for a request that is not valid, 404 from an older server.
 */
export async function estimate(
  client: VideoTranslationClient,
  request: EstimateRequest,
  options: RequestOptions = {},
): Promise<Estimate> {
  checkOptions('estimate', options, REQUEST_KINDS)
  const { http, protocol } = coreOf(client)
  if (protocol.name !== NATIVE)
    throw invalid(`The protocol ${protocol.name} has no estimate.`, 'not_supported')
  const call = { method: 'POST', path: '/v1/estimates', json: request }
  return await loggingFailure(http.log, 'estimate', undefined, () =>
    http.with(options).send(call, async (response) => {
      const answer = (await response.json()) as Estimate | null
      return typeof answer?.possible === 'boolean' ? answer : throwInvalidResponse('no `possible`')
    }),
  )
}
