export { createTimeline, type Moment, type Timeline } from './lib/timeline.ts'
export {
  checkScenario,
  resolveScenario,
  SCENARIO_MEMBERS,
  ScenarioError,
  type Outcome,
  type ResolvedScenario,
  type Scenario,
} from './lib/scenario.ts'
export type { ScenarioProblem } from './lib/parse-law.ts'
export { parseScenario } from './lib/parse-scenario.ts'
export { drawDurationMs, type Law } from './lib/law.ts'
export { createRandom, type Random } from './lib/random.ts'
export { MAX_DURATION_MS, parseDuration } from './lib/duration.ts'
