import { createTimeline, resolveScenario, type Scenario, type Timeline } from 'video-translation-simulator'
import { EngineError } from '../../engine-error.ts'
import type { Engine, SourceTask, TargetTask, TaskContext } from '../engine.ts'
import { simulatedSubtitles, simulatedTranscript } from './artifacts.ts'
import { systemClock, type Clock } from './clock.ts'
import { OPTIONS_SCHEMA, refuseOptions, scenarioFor, type SimulatedOptions } from './options.ts'
import { play } from './play.ts'

/** What the simulated engine plays, and how fast. */
export interface SimulatedEngineOptions {
  /** Changes every random draw. Default: 0. */
  seed?: string | number
  /** What translations do unless their own `options` say otherwise. Default: 3 seconds, then `completed`. */
  scenario?: Scenario
  /** How many times faster than real time it plays, e.g. 60. Default: 1. */
  speed?: number
  /** Default: the system's. */
  clock?: Clock
}

/** What draws the timelines: settled once, when the source task first starts. */
interface Script {
  seed: string | number
  scenario: Scenario
}

/** What the source task leaves for the targets. */
interface SimulatedSource extends Script {
  simulated: true
  /** How much of every target's timeline was played as the source's preparation. */
  playedMs: number
}

/** Where one task's playing began; with it, a restart goes on at the right point. */
interface Checkpoint extends Script {
  startedAtMs: number
}

/** A worker holds that many sleeping simulations in a few dozen megabytes. */
const CONCURRENCY = 10_000
const NAME = 'simulated'

/**
 * An engine that plays scenarios instead of translating, for tests and for trying a client without models. Targets take
 * exactly as long as their scenario says from the moment the source task starts. Nothing is fetched or decoded; its
 * small artifacts say that they are simulated. A simulated failure has the code `simulated_failure`.
 * @throws ScenarioError for a scenario, RangeError for a speed, that cannot be played.
 */
export function createSimulatedEngine(options: SimulatedEngineOptions = {}): Engine {
  const { seed = 0, scenario = {}, speed = 1, clock = systemClock } = options
  resolveScenario(scenario)
  if (!(speed > 0 && speed <= 1e6))
    throw new RangeError(`speed must be above 0 and at most 1000000, not ${speed}`)
  const engine = { seed, scenario, speed, clock }

  return {
    name: NAME,
    concurrency: CONCURRENCY,
    describe: async () => ({
      name: NAME,
      description:
        'Plays a scenario (duration, progress, failures) instead of translating. Takes any source and never fetches it; ' +
        'its files only say that they are simulated.',
      ready: true,
      problems: [],
      languages: [{ from: '*', to: ['*'] }],
      options: OPTIONS_SCHEMA,
    }),
    check: async (request) => refuseOptions(request, scenario),
    run: (task, context) =>
      task.kind === 'source' ? runSource(task, context, engine) : runTarget(task, context, engine),
  }
}

type EngineState = Required<SimulatedEngineOptions>

/** Plays the stages that all targets share, up to where the first target would leave them. */
async function runSource(task: SourceTask, context: TaskContext, engine: EngineState) {
  const { startedAtMs, ...script } = await resumePoint(context, engine.clock, () => writeScript(task, engine))
  const [first] = task.to
    .map((language) => timelineOf(language, task, script))
    .toSorted((one, other) => sharedMs(one) - sharedMs(other))
  const playedMs = first ? sharedMs(first) : 0
  if (first)
    await play(first, { fromMs: 0, toMs: playedMs, plannedMs: playedMs, startedAtMs }, context, engine)
  const output: SimulatedSource = { simulated: true, playedMs, ...script }
  return { output, artifacts: [simulatedTranscript(task.from)] }
}

async function runTarget(task: TargetTask, context: TaskContext, engine: EngineState) {
  const { playedMs, seed, scenario } = task.prepared as SimulatedSource
  const { startedAtMs } = await resumePoint(context, engine.clock, () => ({ seed, scenario }))
  const timeline = timelineOf(task.language, task, { seed, scenario })
  const window = { fromMs: playedMs, toMs: timeline.endMs, plannedMs: timeline.plannedEndMs, startedAtMs }
  await play(timeline, window, context, engine)
  if (timeline.outcome !== 'completed') throw failure(task.language, timeline)
  return { artifacts: [simulatedSubtitles(task.language)] }
}

function writeScript(task: SourceTask, { seed, scenario }: EngineState): Script {
  // A seed of the request's own names the timelines by itself: created again, they play the same again.
  return { seed: (task.options as SimulatedOptions).seed ?? `${seed}/${task.translationId}`, scenario }
}

async function resumePoint(context: TaskContext, clock: Clock, script: () => Script): Promise<Checkpoint> {
  const saved = context.checkpoint.value as Checkpoint | undefined
  // A clock that was set back since would make it wait until then.
  if (saved) return { ...saved, startedAtMs: Math.min(saved.startedAtMs, clock.now()) }
  const fresh = { ...script(), startedAtMs: clock.now() }
  await context.checkpoint.save(fresh)
  return fresh
}

function timelineOf(language: string, task: SourceTask | TargetTask, { seed, scenario }: Script): Timeline {
  return createTimeline(scenarioFor(language, task.options as SimulatedOptions, scenario), seed, language)
}

/** A target that fails while the shared stages last fails as soon as it is its turn. */
function sharedMs(timeline: Timeline): number {
  const own = timeline.stages.find(({ stage }) => stage !== 'prepare' && stage !== 'transcribe')
  return Math.min(own?.fromMs ?? timeline.endMs, timeline.endMs)
}

function failure(language: string, timeline: Timeline): EngineError {
  const seconds = Math.round(timeline.endMs) / 1000
  return new EngineError(
    'simulated_failure',
    `The simulated translation into ${language} failed after ${seconds} s, as its scenario says.`,
  )
}
