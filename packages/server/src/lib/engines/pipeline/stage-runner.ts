import { createHash } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { Stage } from 'video-translation-client'
import type { FileKey } from '../../files/file-key.ts'
import type { TaskContext } from '../engine.ts'
import type { StageProgress } from './progress.ts'

/** Raise it when a stage changes, so that no task continues from the output of an older one. */
export const VERSION = 5

/** A step of a task. A stage may have several steps. */
export interface Step {
  /** Name of the step in the checkpoint. */
  name: string
  stage: Stage
  /** Everything that the output depends on, besides the steps before it. */
  inputs: unknown
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
   */
  run<output>(
    step: Step,
    work: (onProgress: OnProgress) => Promise<output>,
    keysOf?: (output: output) => FileKey[],
  ): Promise<output>
  /** Milliseconds that each finished step took. */
  timings(): Record<string, number>
}

/** The record of a finished step. Its output is small: facts, and keys of files. */
interface StepRecord {
  hash: string
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
  return {
    async run<output>(
      step: Step,
      work: (onProgress: OnProgress) => Promise<output>,
      keysOf: (output: output) => FileKey[] = () => [],
    ) {
      context.signal.throwIfAborted()
      hash = hashOf([hash, step.name, step.inputs])
      const record = finished.stages[step.name]
      if (record?.hash === hash && (await haveAll(keysOf(record.output as output), context))) {
        done[step.name] = record
        progress.skip(step.name)
        context.log.info({ step: step.name }, 'Already done by an earlier attempt.')
        return record.output as output
      }
      const startedMs = performance.now()
      const output = await work(progress.start(step.name, step.stage))
      context.signal.throwIfAborted()
      const ms = Math.round(performance.now() - startedMs)
      done[step.name] = { hash, output, ms }
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
