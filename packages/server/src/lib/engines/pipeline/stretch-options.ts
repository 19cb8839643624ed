import type { Failure } from 'video-translation-client'
import { EngineError } from '../../engine-error.ts'
import { oldToolsProblem } from '../../media/tools.ts'
import type { Refusal } from '../engine.ts'
import type { TaskOptions } from './options.ts'

const POINTER = '/options/stretchPicture'

/** Finds a wish that makes no sense, and an ffmpeg that cannot move the times of a picture. */
export async function refuseStretch({ stretchPicture = false, only }: TaskOptions): Promise<Refusal[]> {
  if (!stretchPicture) return []
  const message = 'Leave out `only`: the picture is slowed for a dub.'
  if (only !== undefined) return [{ code: 'invalid_option', pointer: POINTER, message }]
  const problem = await findStretchProblem()
  return problem ? [{ ...problem, pointer: POINTER, isLocal: true }] : []
}

/**
 * Repeats the check of create, because another machine may do the work.
 * @throws EngineError `old_ffmpeg`
 */
export async function requireStretch({ stretchPicture = false }: TaskOptions): Promise<void> {
  const problem = stretchPicture ? await findStretchProblem() : undefined
  if (problem) throw new EngineError(problem.code, problem.message)
}

async function findStretchProblem(): Promise<Failure | undefined> {
  const problem = await oldToolsProblem()
  return problem === undefined
    ? undefined
    : { code: 'old_ffmpeg', message: `The picture cannot be slowed: ${problem}` }
}
