import type { Failure } from 'video-translation-client'
import { oldToolsProblem } from '../../media/tools.ts'
import { EngineError } from '../../engine-error.ts'

export interface MediaSettings {
  /** Whether an ffmpeg older than 5 may read sources. */
  allowOldFfmpeg: boolean
}

/** Reason why no source can be read: ffmpeg is missing, or too old for untrusted files. */
export async function findMediaProblem({ allowOldFfmpeg }: MediaSettings): Promise<Failure | undefined> {
  try {
    const problem = await oldToolsProblem()
    return problem === undefined || allowOldFfmpeg ? undefined : tooOld(problem)
  } catch (error) {
    if (error instanceof EngineError) return { code: error.code, message: error.message }
    throw error
  }
}

/**
 * Repeats the check of create, because the setting may have changed since then.
 * @throws EngineError `old_ffmpeg` or `media_tools_missing`
 */
export async function requireMediaTools(allowed: MediaSettings): Promise<void> {
  const problem = await findMediaProblem(allowed)
  if (problem) throw new EngineError(problem.code, problem.message)
}

function tooOld(problem: string): Failure {
  const message = `${problem} To use it anyway, start the server with --allow-old-ffmpeg (allowOldFfmpeg).`
  return { code: 'old_ffmpeg', message }
}
