import { createHash } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { Stage } from 'video-translation-client'
import type { TaskContext } from '../engine.ts'
import type { StageProgress } from './progress.ts'

/** What is kept of a finished stage. Output is small: facts, and keys of files. */
interface StageRecord {
  hash: string
  output: unknown
  ms: number
}

interface Manifest {
  stages: Record<string, StageRecord>
}

/** Runs stages one after the other, each only once over all attempts of a task. */
export interface StageRunner {
  /**
   * Resolves with what `work` gave, now or in an earlier attempt with the same inputs; what came before it counts as
   * one of them. `step` names the record; a stage may have several. Of an output that names files, `keysOf` tells
   * which: where one has gone, as intermediate ones do when a task ends, the step is done again.
   */
  run<output>(
    step: string,
    stage: Stage,
    inputs: unknown,
    work: (report: (fraction: number) => void) => Promise<output>,
    keysOf?: (output: output) => string[],
  ): Promise<output>
  /** Milliseconds that each finished step took. */
  timings(): Record<string, number>
}

/** @param version of the pipeline: what an older one left is done again. */
export function createStageRunner(
  context: TaskContext,
  progress: StageProgress,
  version: number,
): StageRunner {
  const finished = readManifest(context.checkpoint.value)
  const done: Record<string, StageRecord> = {}
  let hash = hashOf(version)
  return {
    async run<output>(
      step: string,
      stage: Stage,
      inputs: unknown,
      work: (report: (fraction: number) => void) => Promise<output>,
      keysOf: (output: output) => string[] = () => [],
    ) {
      context.signal.throwIfAborted()
      hash = hashOf([hash, step, inputs])
      const record = finished.stages[step]
      if (record?.hash === hash && (await areThere(keysOf(record.output as output), context))) {
        done[step] = record
        progress.skip(step)
        context.log.info({ step }, 'Already done by an earlier attempt.')
        return record.output as output
      }
      const started = performance.now()
      const output = await work(progress.start(step, stage))
      context.signal.throwIfAborted()
      done[step] = { hash, output, ms: Math.round(performance.now() - started) }
      await context.checkpoint.save({ stages: done } satisfies Manifest)
      // What the stage has written is no longer free, so what was reserved for it would count twice.
      await context.reserveSpace(0)
      context.log.info({ step, ms: done[step].ms }, 'Stage finished.')
      return output
    },
    timings: () => Object.fromEntries(Object.entries(done).map(([step, { ms }]) => [step, ms])),
  }
}

async function areThere(keys: string[], { files }: TaskContext): Promise<boolean> {
  return (await Promise.all(keys.map((key) => files.has(key)))).every(Boolean)
}

function readManifest(value: unknown): Manifest {
  const stages = (value as Partial<Manifest> | undefined)?.stages
  return { stages: typeof stages === 'object' ? stages : {} }
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32)
}
