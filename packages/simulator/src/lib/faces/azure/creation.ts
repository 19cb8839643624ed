import type { SimulatedJob } from '../../backend/job.ts'
import type { Backend } from '../../backend/backend.ts'
import { AZURE_WORDS, type AzureWord } from './words.ts'

/** Choices that Azure's documents leave open. */
export interface AzureSettings {
  /**
   * End of the operation that creates a translation with an automatic first iteration. It succeeds
   * after one second (`translation`), or ends with the iteration and its status
   * (`first-iteration`). Default: `translation`.
   */
  creationEndsWith?: 'translation' | 'first-iteration'
}

/** Time to create a translation, in simulated time. Azure's samples wait for it. */
export const CREATION_MS = 1000

/** Returns the status of a translation's creation, which its operation reports. */
export type CreationStatus = (
  translation: { createdAtMs: number },
  iterations: readonly SimulatedJob[],
) => AzureWord

export function createCreationStatus(
  { clock, jobs }: Backend,
  { creationEndsWith = 'translation' }: AzureSettings,
): CreationStatus {
  return ({ createdAtMs }, [first]) => {
    if (creationEndsWith === 'first-iteration' && first?.details['isAutomatic'])
      return AZURE_WORDS[jobs.view(first).status]
    return clock.nowMs() < createdAtMs + CREATION_MS ? 'Running' : 'Succeeded'
  }
}
