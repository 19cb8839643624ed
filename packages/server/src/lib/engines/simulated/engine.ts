import { createTimeline, resolveScenario, type Scenario, type Timeline } from 'video-translation-simulator'
import { EngineError } from '../../engine-error.ts'
import type { Engine, SourceTask, TargetTask, TaskContext } from '../engine.ts'
import {
  simulatedPlayback,
  simulatedSource,
  simulatedSubtitles,
  simulatedTranscript,
  simulatedVideo,
} from './artifacts.ts'
import { systemClock, type Clock } from './clock.ts'
import { simulatedCues, simulatedResults, simulatedTexts } from './cues.ts'
import { OPTIONS_SCHEMA, refuseOptions, scenarioFor, type SimulatedOptions } from './options.ts'
import { play } from './play.ts'
import { SIMULATED_SIDE_WORK } from './side-work.ts'

/** How the simulated engine plays. */
export interface SimulatedEngineOptions {
  /** Seed of every random draw. Default: 0. */
  seed?: string | number
  /** Scenario of translations whose `options` name none. Default: 3 seconds, then `completed`. */
  scenario?: Scenario
  /** Factor of the playing speed, e.g. 60. Default: 1, real time. */
  speed?: number
  /** Default: the system's. */
  clock?: Clock
}

/** The inputs of the timelines, fixed when the source task first starts. */
interface Script {
  seed: string | number
  scenario: Scenario
}

/** Output of the source task. */
interface SimulatedSource extends Script {
  simulated: true
  /** Part of every target's timeline that the source task has played. */
  playedMs: number
}

/** Start of a task, so that a restart continues at the right point. */
interface PlayCheckpoint extends Script {
  startedAtMs: number
}

/** So many sleeping simulations need a few dozen megabytes. */
const CONCURRENCY = 10_000
const NAME = 'simulated'

/**
 * An engine that plays scenarios instead of translating, for tests and for trying a client without
 * models. A target takes exactly the time of its scenario, counted from the start of the source
 * task. Nothing is fetched or decoded, and the small artifacts say that they are simulated; the
 * video plays for 21 seconds. A simulated failure has the code `simulated_failure`.
 * @throws ScenarioError for an invalid scenario, RangeError for an invalid speed.
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
        'Plays a scenario (duration, progress, failures) instead of translating. It accepts any source, never fetches ' +
        'it, and produces files that only say that they are simulated.',
      ready: true,
      problems: [],
      languages: [{ from: '*', to: ['*'] }],
      options: OPTIONS_SCHEMA,
      previews: { free: true },
    }),
    check: async (request) => refuseOptions(request, scenario),
    run: (task, context) =>
      task.kind === 'source' ? runSource(task, context, engine) : runTarget(task, context, engine),
    sideWork: SIMULATED_SIDE_WORK,
  }
}

type EngineState = Required<SimulatedEngineOptions>

/** Plays the stages that all targets share, until the first target would leave them. */
async function runSource(task: SourceTask, context: TaskContext, engine: EngineState) {
  const { startedAtMs, ...script } = await resumePoint(context, engine.clock, () => writeScript(task, engine))
  const [first] = task.to
    .map((language) => timelineOf(language, task, script))
    .toSorted((one, other) => sharedMs(one) - sharedMs(other))
  const playedMs = first ? sharedMs(first) : 0
  if (first)
    await play(first, { fromMs: 0, toMs: playedMs, plannedMs: playedMs, startedAtMs }, context, engine)
  const output: SimulatedSource = { simulated: true, playedMs, ...script }
  return {
    output,
    artifacts: [simulatedTranscript(task.from)],
    playback: simulatedSource(),
    cues: simulatedCues(),
  }
}

async function runTarget(task: TargetTask, context: TaskContext, engine: EngineState) {
  if (task.until === 'translate') return { translated: simulatedTexts(task), pausedAfter: task.until }
  const { playedMs, seed, scenario } = task.prepared as SimulatedSource
  const { startedAtMs } = await resumePoint(context, engine.clock, () => ({ seed, scenario }))
  const timeline = timelineOf(task.language, task, { seed, scenario })
  const window = { fromMs: playedMs, toMs: timeline.endMs, plannedMs: timeline.plannedEndMs, startedAtMs }
  await play(timeline, window, context, engine)
  if (timeline.outcome !== 'completed') throw failure(task.language, timeline)
  const texts = simulatedTexts(task)
  return {
    artifacts: [simulatedVideo(task.language), simulatedSubtitles(task.language)],
    playback: simulatedPlayback(task.language),
    translated: texts,
    spoken: simulatedResults(task, texts),
  }
}

function writeScript(task: SourceTask, { seed, scenario }: EngineState): Script {
  // A seed in the request determines the timelines alone, so that it always plays the same.
  return { seed: (task.options as SimulatedOptions).seed ?? `${seed}/${task.translationId}`, scenario }
}

async function resumePoint(
  context: TaskContext,
  clock: Clock,
  script: () => Script,
): Promise<PlayCheckpoint> {
  const saved = context.checkpoint.value as PlayCheckpoint | undefined
  // After the clock was set back, the task would wait until it reaches the saved time again.
  if (saved) return { ...saved, startedAtMs: Math.min(saved.startedAtMs, clock.now()) }
  const fresh = { ...script(), startedAtMs: clock.now() }
  await context.checkpoint.save(fresh)
  return fresh
}

function timelineOf(language: string, task: SourceTask | TargetTask, { seed, scenario }: Script): Timeline {
  return createTimeline(scenarioFor(language, task.options as SimulatedOptions, scenario), seed, language)
}

/** Length of the shared stages. A target that fails during them fails at its own start. */
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
