import type { HostedWork } from '../vendor/vendor.ts'
import { prepareProject } from './source-task.ts'
import { dubTarget } from './target-task.ts'
import { createTurns } from './turns.ts'

/**
 * One job for a translation, a project, which keeps the lines of its source and their translations.
 * The source's task lets the vendor prepare the source, and each target's task adds its language.
 */
export function createProjectWork(): HostedWork {
  const inTurn = createTurns()
  return {
    source: prepareProject,
    target: (task, context, vendor) => dubTarget(task, context, vendor, inTurn),
  }
}
