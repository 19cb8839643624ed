import type { Estimate as EstimateAnswer, EstimateProblem } from 'video-translation-client/estimate'
import type { EngineEstimate, Refusal } from '../../engines/engine.ts'
import type { Api } from '../api/api.ts'
import { refusePriority } from '../limits/owner-checks.ts'
import { Problem } from '../problems/problem.ts'
import type { App } from '../requests/typed-app.ts'
import { Estimate, EstimateBody } from '../schemas/estimate-schemas.ts'
import { answers, json, ref } from '../schemas/schemas.ts'
import { bytesOf, checkGivenSource, readRequest, refusalsOf, type UncheckedBody } from './check-create.ts'
import { refuseNow } from './create-translation.ts'

const schema = {
  operationId: 'estimateTranslation',
  summary: 'Estimate what a translation would need',
  description:
    'Takes what creating takes, and the length of the source. Makes nothing. Answers 200 also for a request that a ' +
    'create would refuse: `possible` and `problems` say so.',
  tags: ['translations'],
  body: EstimateBody,
  response: answers({ 200: json('The estimate.', ref(Estimate)) }, 413, 415, 422),
}

export function estimateRoute(app: App, api: Api): void {
  const max = api.settings.limits.createsPerMinute
  app.post('/v1/estimates', { schema, config: { rateLimit: { max }, audit: false } }, async (request) => {
    const body = request.body as UncheckedBody & { durationSeconds?: number }
    const refuse = async () => {
      if (request.key) refusePriority(request.key, body.priority ?? 0)
      const source = await checkGivenSource(body, request.owner, api)
      await api.owners.refuseSpent(request.owner, bytesOf(source))
      await refuseNow(request.owner, api)
    }
    return await estimate(body, await problemsOf(refuse), api)
  })
}

async function estimate(
  { durationSeconds, ...body }: UncheckedBody & { durationSeconds?: number },
  problems: EstimateProblem[],
  api: Api,
): Promise<EstimateAnswer> {
  const { engine, request } = readRequest(body, api)
  const own = await refusalsOf(engine, request, api)
  const known = (await engine.estimate?.(request, durationSeconds)) ?? withoutDetails(durationSeconds)
  const { refusals: byLength = [], ...details } = known
  const all = [...problems, ...[...own, ...byLength].map(problemOf)]
  return {
    engine: engine.name,
    possible: all.every(({ curable }) => curable),
    problems: all,
    // What this machine lacks is no matter where others do the work.
    ...(api.workforce ? { ...details, packs: [], programs: [] } : details),
  }
}

function withoutDetails(durationSeconds: number | undefined): EngineEstimate {
  const quantities = durationSeconds === undefined ? {} : { durationSeconds }
  return { steps: [], packs: [], programs: [], ...quantities }
}

function problemOf({ code, message, pointer, packs, runtime }: Refusal): EstimateProblem {
  return { code, message, pointer, curable: packs !== undefined || runtime === true }
}

/** What a create would answer with, for reasons that lie outside the engine. */
async function problemsOf(refuse: () => Promise<void>): Promise<EstimateProblem[]> {
  try {
    await refuse()
    return []
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const [first] = error.errors ?? []
    const pointer = first && { pointer: first.pointer }
    return [{ code: error.code, message: error.message, ...pointer, curable: false }]
  }
}
