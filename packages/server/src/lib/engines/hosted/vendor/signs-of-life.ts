import type { Translation } from 'video-translation-client'
import type { TaskContext } from '../../engine.ts'
import type { VendorResponses } from './vendor-responses.ts'

/** Counts each response of the vendor as a sign of life of the task while it works. */
export async function withSignsOfLife<Result>(
  responses: VendorResponses,
  { progress }: TaskContext,
  work: () => Promise<Result>,
): Promise<Result> {
  const stopListening = responses.listen(() => progress({}))
  try {
    return await work()
  } finally {
    stopListening()
  }
}

/** Reports what the vendor says about the progress of its job. */
export function reportProgress(
  { progress, expectedSeconds, stage }: Pick<Translation, 'progress' | 'expectedSeconds' | 'stage'>,
  context: TaskContext,
): void {
  context.progress({
    ...(stage && { stage }),
    ...(progress !== undefined && { progress }),
    ...(expectedSeconds !== undefined && { expectedSeconds }),
  })
}
