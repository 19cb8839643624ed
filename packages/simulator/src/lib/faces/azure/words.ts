import type { TranslationStatus } from 'video-translation-client'

/** `Status` of the specification. */
export type AzureWord = 'NotStarted' | 'Running' | 'Succeeded' | 'Failed' | 'Canceled'

/** Every status in Azure's words. */
export const AZURE_WORDS: Readonly<Record<TranslationStatus, AzureWord>> = {
  pending: 'NotStarted',
  running: 'Running',
  // Azure asks nobody: whoever wants it otherwise starts another iteration.
  needs_input: 'Running',
  completed: 'Succeeded',
  partial: 'Succeeded',
  error: 'Failed',
  canceled: 'Canceled',
}
