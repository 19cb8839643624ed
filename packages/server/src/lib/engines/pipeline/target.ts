import type { Need } from '../abilities.ts'
import type { TargetTask } from '../engine.ts'
import type { TaskOptions } from './options.ts'
import type { PipelineSettings } from './settings.ts'
import type { StageRunner } from './stage-runner.ts'
import type { SourceOutput } from './stages/source-output.ts'
import type { Clips } from './stages/synthesize.ts'

/** What all steps of a target need. */
export interface Target {
  task: TargetTask
  source: SourceOutput
  pair: { from: string; to: string }
  options: TaskOptions
  settings: PipelineSettings
  needs: Record<'translate' | 'synthesize' | 'render', Need>
  runner: StageRunner
  /** Where the clips of this attempt are. */
  clips(): Promise<Clips>
}
