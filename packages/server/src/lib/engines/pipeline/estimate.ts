import type { EngineEstimate, EngineRequest, Refusal } from '../engine.ts'
import { givenTranscript, languageOfTranscript } from './given-subtitles.ts'
import { readOptions, refuseOptions, type TaskOptions } from './options.ts'
import type { Providers } from './providers/choose.ts'
import { parseRange } from './range.ts'
import type { PipelineLimits } from './stages/limits.ts'
import { charactersPerSecond } from './stages/pace.ts'
import { longerThan } from './stages/prepare.ts'
import { missingParts } from './missing-parts.ts'
import { planSteps } from './plan-steps.ts'
import { expectSeconds } from './work-time.ts'

/** Share of a recording in which somebody speaks: talks have more, films less. */
const SPEECH_SHARE = 0.8

/** Says what a request needs before it is served. Options that are refused need nothing. */
export async function estimateRequest(
  request: EngineRequest,
  durationSeconds: number | undefined,
  { limits, ...providers }: Providers & { limits: PipelineLimits },
): Promise<EngineEstimate> {
  if (refuseOptions(request.options).length > 0) return { steps: [], packs: [], programs: [] }
  const options = readOptions(request.options)
  const from = request.from ?? languageOfTranscript(options, request.to)
  const planned = await planSteps({ ...request, from }, options, providers)
  const seconds = durationSeconds === undefined ? undefined : partOf(durationSeconds, options)
  return {
    steps: planned.map(({ step }) => step),
    ...missingParts(planned),
    ...(await charactersOf(options, request, seconds, from)),
    ...(seconds !== undefined && {
      refusals: refuseLength(seconds, limits),
      durationSeconds: seconds,
      expectedSeconds: await expectSeconds(seconds, planned),
    }),
  }
}

function partOf(seconds: number, { range = '' }: TaskOptions): number {
  const { start, end } = parseRange(range) ?? { start: 0, end: seconds }
  return Math.max(0, Math.min(end, seconds) - start)
}

function refuseLength(seconds: number, { sourceSeconds }: PipelineLimits): Refusal[] {
  if (seconds <= sourceSeconds) return []
  return [
    { code: 'source_too_long', pointer: '/durationSeconds', message: longerThan(sourceSeconds, seconds) },
  ]
}

/** Those of the given transcript, else as many as people usually say in that time. */
async function charactersOf(
  options: TaskOptions,
  { to }: EngineRequest,
  seconds: number | undefined,
  from = 'en',
): Promise<{ characters?: number }> {
  const given = await givenTranscript(options, { to }).catch(() => undefined)
  if (given) return { characters: given.lines.reduce((sum, { text }) => sum + text.length, 0) }
  if (seconds === undefined) return {}
  return { characters: Math.round(seconds * SPEECH_SHARE * charactersPerSecond(from)) }
}
