import { STAGES } from 'video-translation-client'
import { checkScenario, SCENARIO_MEMBERS, type Scenario } from 'video-translation-simulator'
import type { EngineRequest, Refusal } from '../engine.ts'

/** The `options` of a create request: the members of a scenario, and two more. */
export interface SimulatedOptions extends Scenario {
  /** Translations with the same seed play the same timelines. Default: each has its own. */
  seed?: string | number
  /** Scenarios of single languages, over the common one: `{ "ca": { "outcome": "error" } }`. */
  targets?: Record<string, Scenario>
}

const DURATION = {
  description:
    'Milliseconds, text such as "2s" or "lognormal:600s,0.5", or a distribution such as {"law":"uniform","minMs":1,"maxMs":9}.',
  type: ['number', 'string', 'object'],
}
const FRACTION = { type: 'number', minimum: 0, maximum: 1 }
const SCENARIO_PROPERTIES = {
  durationMs: { ...DURATION, default: 3000 },
  startDelayMs: { description: 'Delay before the first change.', type: ['number', 'string'], default: 0 },
  outcome: { enum: ['completed', 'error'], description: 'Ending of the translation.' },
  errorRate: { ...FRACTION, default: 0, description: 'Probability of ending as error.' },
  failAt: { ...FRACTION, default: 1, description: 'Progress at which an error happens.' },
  reportsProgress: { type: 'boolean', default: true },
  reportsExpected: { type: 'boolean', default: true },
  stages: {
    type: 'object',
    description: 'Relative length of each stage.',
    properties: Object.fromEntries(STAGES.map((stage) => [stage, { type: 'number', minimum: 0 }])),
    additionalProperties: false,
  },
} satisfies Record<keyof Scenario, unknown>

/** JSON Schema of {@link SimulatedOptions}. */
export const OPTIONS_SCHEMA = {
  type: 'object',
  properties: {
    ...SCENARIO_PROPERTIES,
    seed: {
      type: ['string', 'number'],
      description: 'All translations with the same seed play the same timelines.',
    },
    targets: {
      type: 'object',
      description: 'Scenarios for single languages, merged over the common one.',
      additionalProperties: { type: 'object', properties: SCENARIO_PROPERTIES, additionalProperties: false },
    },
  },
  additionalProperties: false,
}

/** Finds every invalid option, each with its pointer into the request. */
export function refuseOptions(request: EngineRequest, base: Scenario): Refusal[] {
  const { seed, targets, ...scenario } = request.options as SimulatedOptions
  return [
    ...refuseScenario(scenario, mergeScenario(base, scenario), '/options'),
    ...refuseSeed(seed),
    ...refuseTargets(targets, mergeScenario(base, scenario), request.to),
  ]
}

/** The scenario of one language. The options must have been checked. */
export function scenarioFor(language: string, options: SimulatedOptions, base: Scenario): Scenario {
  const { seed: _seed, targets, ...scenario } = options
  return mergeScenario(mergeScenario(base, scenario), targets?.[language] ?? {})
}

/** Merges `over` into `base`. An outcome or an error rate replaces both of the base. */
function mergeScenario(base: Scenario, over: Scenario): Scenario {
  const { outcome, errorRate, ...rest } = base
  const decides = over.outcome !== undefined || over.errorRate !== undefined
  return { ...rest, ...(!decides && { outcome, errorRate }), ...over }
}

function refuseScenario(own: unknown, whole: Scenario, pointer: string): Refusal[] {
  const isObject = typeof own === 'object' && own !== null && !Array.isArray(own)
  if (!isObject) return [refusal(pointer, `must be an object with ${SCENARIO_MEMBERS.join(', ')}`)]
  const refusals = checkScenario(whole).map((problem) => refusal(pointer + problem.pointer, problem.detail))
  if (refusals.length === 0 && whole.outcome === 'needs_input') {
    return [refusal(`${pointer}/outcome`, 'cannot be needs_input, because an engine cannot ask a person')]
  }
  return refusals
}

function refuseSeed(seed: unknown): Refusal[] {
  const fits =
    seed === undefined || (typeof seed === 'string' && seed.length <= 200) || Number.isFinite(seed as number)
  return fits ? [] : [refusal('/options/seed', 'must be a finite number or a text of at most 200 characters')]
}

function refuseTargets(targets: unknown, common: Scenario, to: string[]): Refusal[] {
  if (targets === undefined) return []
  if (typeof targets !== 'object' || targets === null || Array.isArray(targets)) {
    return [refusal('/options/targets', 'must be an object of scenarios by language')]
  }
  return Object.entries(targets).flatMap(([language, own]: [string, Scenario]) => {
    const pointer = `/options/targets/${language.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (!to.includes(language)) return [refusal(pointer, `is no target of this request (${to.join(', ')})`)]
    return refuseScenario(own, mergeScenario(common, own ?? {}), pointer)
  })
}

function refusal(pointer: string, detail: string): Refusal {
  return { code: 'invalid_option', pointer, message: `${pointer} ${detail}` }
}
