import type { Warning } from 'video-translation-client'
import { onTestFinished } from 'vitest'
import {
  startChatEndpoint,
  type ChatEndpointOptions,
} from '../../../../../../../test/support/chat-endpoint.ts'
import { createChatTranslator, type ChatTranslatorOptions } from '../translator.ts'

/** Starts a chat endpoint for one test, and a translator that uses it. */
export async function startTranslator(
  endpointOptions: ChatEndpointOptions = {},
  options: Partial<ChatTranslatorOptions> = {},
) {
  const endpoint = await startChatEndpoint(endpointOptions)
  onTestFinished(() => endpoint.close())
  const retry = { limit: 4, minDelayMs: 1, maxDelayMs: 5 }
  const translator = createChatTranslator({ baseUrl: endpoint.url, model: 'm1', retry, ...options })
  const warnings: Warning[] = []
  const progress: number[] = []
  const translate = (
    texts: string[],
    { to = 'es', budget = 1000, signal = new AbortController().signal } = {},
  ) =>
    translator.translate(
      texts.map((text) => ({ text, budget })),
      {
        from: 'en',
        to,
        signal,
        onProgress: (fraction) => progress.push(fraction),
        onWarning: (warning) => warnings.push(warning),
      },
    )
  return { endpoint, translator, translate, warnings, progress }
}

/** Makes lines that all differ in their words. */
export function makeLines(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `The dog number${letters(index)} is in house ${index}.`)
}

function letters(index: number): string {
  return [...String(index)].map((digit) => 'abcdefghij'[Number(digit)]).join('')
}
