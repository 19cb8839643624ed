import type { TranslationStatus } from 'video-translation-client'

/** The words of `Status` in the specification. */
export type AzureWord = 'NotStarted' | 'Running' | 'Succeeded' | 'Failed' | 'Canceled'

/** Azure's word for each status. */
export const AZURE_WORDS: Readonly<Record<TranslationStatus, AzureWord>> = {
  pending: 'NotStarted',
  running: 'Running',
  // Azure never waits for a person. A user corrects a result by another iteration.
  needs_input: 'Running',
  completed: 'Succeeded',
  partial: 'Succeeded',
  error: 'Failed',
  canceled: 'Canceled',
}
