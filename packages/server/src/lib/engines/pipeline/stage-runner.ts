import { createHash } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { Stage } from 'video-translation-client'
import type { FileKey } from '../../files/file-key.ts'
import type { Need } from '../abilities.ts'
import { HandOn, type TaskContext } from '../engine.ts'
import type { StageProgress } from './progress.ts'

/** Raise it when a stage changes, so that no task continues from the output of an older one. */
export const VERSION = 6

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
   * inputs.
   * @param keysOf gives the files that the output names. If one of them is gone, as intermediate
   * files are after the task's end, the step runs again. Default: no files.
   * @throws {HandOn} if another worker has to do the step. What other workers did before counts,
   *   with whatever providers.
   */
  run<output>(
    step: Step,
    work: (onProgress: OnProgress) => Promise<output>,
    keysOf?: (output: output) => FileKey[],
  ): Promise<output>
  /** Whether this worker is the one to do a step. */
  can(need: Need): Promise<boolean>
  /** Milliseconds that each finished step took. */
  timings(): Record<string, number>
}

/** The record of a finished step. Its output is small: facts, and keys of files. */
interface StepRecord {
  /** Hash of everything that the output depends on. */
  hash: string
  /** The same without the providers, so that a machine that lacks them can compare it. */
  inputsHash: string
  output: unknown
  ms: number
}

interface Manifest {
  stages: Record<string, StepRecord>
}

/** @param version of the pipeline: steps that another version has finished run again. */
export function createStageRunner(
  context: TaskContext,
  progress: StageProgress,
  version = VERSION,
): StageRunner {
  const finished = readManifest(context.checkpoint.value)
  const done: Record<string, StepRecord> = {}
  let hash = hashOf(version)
  let inputsHash = hash
  const can = async (need: Need): Promise<boolean> => (await context.can?.(need)) ?? true
  const reuse = <output>(name: string, record: StepRecord): output => {
    done[name] = record
    progress.skip(name)
    context.log.info({ step: name }, 'Already done by an earlier attempt.')
    return record.output as output
  }
  return {
    can,
    async run<output>(
      step: Step,
      work: (onProgress: OnProgress) => Promise<output>,
      keysOf: (output: output) => FileKey[] = () => [],
    ) {
      context.signal.throwIfAborted()
      const record = finished.stages[step.name]
      inputsHash = hashOf([inputsHash, step.name, step.inputs])
      const isThere =
        record?.inputsHash === inputsHash && (await haveAll(keysOf(record.output as output), context))
      if (step.need !== undefined && !(await can(step.need))) {
        if (!isThere) throw new HandOn(step.need)
        hash = record.hash
        return reuse<output>(step.name, record)
      }
      hash = hashOf([hash, step.name, step.inputs, await step.provider?.()])
      if (isThere && record.hash === hash) return reuse<output>(step.name, record)
      const startedMs = performance.now()
      const output = await work(progress.start(step.name, step.stage))
      context.signal.throwIfAborted()
      const ms = Math.round(performance.now() - startedMs)
      done[step.name] = { hash, inputsHash, output, ms }
      await context.checkpoint.save({ stages: done } satisfies Manifest)
      // The step's files are on the disk now, so a reservation for them would count twice.
      await context.reserveSpace(0)
      context.log.info({ step: step.name, ms }, 'Stage finished.')
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

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32)
}
