import type { Failure } from 'video-translation-client'
import { oldToolsProblem } from '../../media/tools.ts'
import { EngineError } from '../../engine-error.ts'

/** Which ffmpeg may read sources. */
export interface MediaSettings {
  /** Whether an ffmpeg older than 5 may. */
  allowOldFfmpeg: boolean
}

/** Why no file can be read here: ffmpeg is missing, or too old for the files of strangers. */
export async function findMediaProblem({ allowOldFfmpeg }: MediaSettings): Promise<Failure | undefined> {
  try {
    const problem = await oldToolsProblem()
    return problem === undefined || allowOldFfmpeg ? undefined : tooOld(problem)
  } catch (error) {
    if (error instanceof EngineError) return { code: error.code, message: error.message }
    throw error
  }
}

/** @throws EngineError `old_ffmpeg`: the setting may have changed since the translation was created. */
export async function requireMediaTools(allowed: MediaSettings): Promise<void> {
  const problem = await findMediaProblem(allowed)
  if (problem) throw new EngineError(problem.code, problem.message)
}

function tooOld(problem: string): Failure {
  const message = `${problem} To use it nevertheless, start the server with --allow-old-ffmpeg (allowOldFfmpeg).`
  return { code: 'old_ffmpeg', message }
}
