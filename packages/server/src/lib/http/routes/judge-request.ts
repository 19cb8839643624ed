import { describeNeed } from '../../engines/abilities.ts'
import type { Engine, EngineRequest, Refusal, StepNeed } from '../../engines/engine.ts'
import type { EngineOffer } from '../../nodes/offers.ts'
import { isOffered, mergeInfos } from '../../nodes/workforce.ts'

/**
 * The refusals of a request that the workers of several nodes may serve together. A step that no
 * worker can do is refused with what to install. While no worker is known, all requests are
 * accepted that a worker could serve: they wait for one.
 */
export async function judgeRequest(
  engine: Engine,
  request: EngineRequest,
  offers: readonly EngineOffer[],
): Promise<Refusal[]> {
  const local = await engine.check(request)
  const isEverywhere = (refusal: Refusal) => !refusal.isLocal || isUnknownVoice(refusal, engine.name, offers)
  const everywhere = local.filter(isEverywhere)
  if (everywhere.length > 0 || offers.length === 0) return everywhere
  const needs = engine.needs?.(request)
  if (needs === undefined) return refuseUnready(engine.name, offers)
  const steps = [...needs.source, ...needs.targets.flat()]
  const missing = steps.filter((step) => !isOffered(offers, engine.name, step))
  return missing.map((step) => refusalOf(step, local))
}

/** Workers may have voices of their own. One that nobody has is misspelt. */
function isUnknownVoice({ voice }: Refusal, engine: string, offers: readonly EngineOffer[]): boolean {
  const { voices } = mergeInfos(offers, engine) ?? {}
  return voice !== undefined && voices !== undefined && !voices.some(({ name }) => name === voice)
}

/** An engine without steps is done by one machine alone. */
function refuseUnready(engine: string, offers: readonly EngineOffer[]): Refusal[] {
  const info = mergeInfos(offers, engine)
  const pointer = '/engine'
  if (info === undefined) {
    const message = `No worker runs the engine \`${engine}\`.`
    return [{ code: 'unsupported', pointer, message }]
  }
  return info.ready ? [] : info.problems.map((problem) => ({ ...problem, pointer }))
}

/** This machine knows what to install, if it lacks the same. */
function refusalOf({ pointer, ...need }: StepNeed, local: readonly Refusal[]): Refusal {
  const same = local.find((refusal) => refusal.pointer === pointer)
  const cause = `No worker can ${describeNeed(need)}.`
  const message = same ? `${cause} Install it on one: ${same.message}` : cause
  return { code: same?.code ?? 'unsupported', pointer, message }
}
