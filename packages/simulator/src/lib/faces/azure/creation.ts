import type { SimulatedJob } from '../../backend/job.ts'
import type { Backend } from '../../backend/backend.ts'
import { AZURE_WORDS, type AzureWord } from './words.ts'

/** What no document of Azure says, and the face has to choose. */
export interface AzureSettings {
  /**
   * What the operation ends with that creates a translation and, by `autoCreateFirstIteration`, its first iteration: with the
   * translation itself, which takes a second, or with the first iteration, and as that does. Default: `translation`.
   */
  creationEndsWith?: 'translation' | 'first-iteration'
}

/** How long it takes to create a translation, in simulated time: Azure's samples wait for it. */
export const CREATION_MS = 1000

/** How the creation of a translation stands, as its operation tells it. */
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
