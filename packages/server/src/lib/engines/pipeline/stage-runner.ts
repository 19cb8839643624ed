import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { Stage } from 'video-translation-client'
import type { FileKey } from '../../files/file-key.ts'
import type { Need } from '../abilities.ts'
import { HandOn, type TaskContext } from '../engine.ts'
import type { StageProgress } from './progress.ts'
import { hashOf } from '../../hash-of.ts'

/** Raise it when a stage changes, so that no task continues from the output of an older one. */
export const VERSION = 8

/** A step of a task. A stage may have several steps. */
export interface Step {
  /** Name of the step in the checkpoint. */
  name: string
  stage: Stage
  /** What it needs of a machine. Default: nothing in particular. */
  need?: Need
  /** Everything that the output depends on, besides the provider and the steps before it. */
  inputs?: unknown
  /** The identity of the provider, which only a machine that can do the step knows. */
  provider?: () => Promise<string | undefined>
}

/** Receives how far a step is, from 0 to 1. */
export type OnProgress = (fraction: number) => void

/** Runs steps one after the other, each only once over all attempts of a task. */
export interface StageRunner {
  /**
   * Resolves with the output of `work`, or with that of an earlier attempt that had the same
   * inputs and followed the same run of the step before. Within a revision it counts
   * whichever worker made it: another's provider would give a dub and subtitles that differ. A
   * new revision runs it again if this worker would use another provider.
   * @param keysOf gives the files that the output names. If one of them is gone, as intermediate
   * files are after the task's end, the step and all after it run again. Default: no files.
   * @throws {HandOn} if another worker has to do the step
   */
  run<output>(
    step: Step,
    work: (onProgress: OnProgress) => Promise<output>,
    keysOf?: (output: output) => FileKey[],
  ): Promise<output>
  /** Whether this worker is the one to do a step. */
  can(need: Need): Promise<boolean>
  /** Whether a worker that is alive can do a step. */
  isOffered(need: Need): Promise<boolean>
  /** Milliseconds that each finished step took. */
  timings(): Record<string, number>
}

/** The record of a finished step. Its output is small: facts, and keys of files. */
interface StepRecord {
  /** Names this run of the step, so that what was made from an earlier run is not taken. */
  id: string
  /** Hash of the inputs, and of the id of the step before. */
  madeFrom: string
  /** The revision that made it, or took it from an earlier one. */
  revision: number
  /** The identity of the provider. */
  provider?: string | undefined
  output: unknown
  ms: number
}

interface Manifest {
  stages: Record<string, StepRecord>
}

/** The work that a task's records are of. */
export interface TaskEdition {
  /** The revision of the translation. Default: 1. */
  revision?: number | undefined
  /** That of the pipeline: steps that another one has finished run again. Default: this one's. */
  version?: number
}

export function createStageRunner(
  context: TaskContext,
  progress: StageProgress,
  { revision = 1, version = VERSION }: TaskEdition = {},
): StageRunner {
  const finished = readManifest(context.checkpoint.value)
  const done: Record<string, StepRecord> = {}
  let before = `version ${version}`
  const can = async (need: Need): Promise<boolean> => (await context.can?.(need)) ?? true
  const pass = <output>(name: string, record: StepRecord): output => {
    done[name] = record
    before = record.id
    return record.output as output
  }
  const reuse = <output>(name: string, record: StepRecord): output => {
    progress.skip(name)
    context.log.info({ step: name }, 'Already done by an earlier attempt.')
    return pass(name, { ...record, revision })
  }
  return {
    can,
    isOffered: async (need) => (await context.isOffered?.(need)) ?? false,
    async run<output>(
      step: Step,
      work: (onProgress: OnProgress) => Promise<output>,
      keysOf: (output: output) => FileKey[] = () => [],
    ) {
      context.signal.throwIfAborted()
      const { name, need } = step
      const madeFrom = hashOf([before, name, step.inputs]).slice(0, 32)
      const record = finished.stages[name]
      const isThere =
        record?.madeFrom === madeFrom && (await haveAll(keysOf(record.output as output), context))
      const isAble = need === undefined || (await can(need))
      if (isThere && (!isAble || record.revision === revision)) return reuse<output>(name, record)
      if (!isAble) throw new HandOn(need)
      context.onStep?.(need)
      const provider = await step.provider?.()
      if (isThere && record.provider === provider) return reuse<output>(name, record)
      const startedMs = performance.now()
      const output = await work(progress.start(name, step.stage))
      context.signal.throwIfAborted()
      const ms = Math.round(performance.now() - startedMs)
      pass(name, { id: randomUUID(), madeFrom, revision, provider, output, ms })
      await context.checkpoint.save({ stages: done } satisfies Manifest)
      // The step's files are on the disk now, so a reservation for them would count twice.
      await context.reserveSpace(0)
      context.log.info({ step: name, ms }, 'Stage finished.')
      return output
    },
    timings: () => Object.fromEntries(Object.entries(done).map(([step, { ms }]) => [step, ms])),
  }
}

async function haveAll(keys: FileKey[], { files }: TaskContext): Promise<boolean> {
  return (await Promise.all(keys.map((key) => files.has(key)))).every(Boolean)
}

function readManifest(value: unknown): Manifest {
  const stages = (value as Partial<Manifest> | undefined)?.stages
  return { stages: typeof stages === 'object' ? stages : {} }
}
