import type { Warning } from 'video-translation-client'
import { createChatTranslator, type ChatTranslatorOptions } from '../translator.ts'

export interface ScriptedLine {
  id: string
  text: string
}

/** What a scripted model answers: its text, or a whole response. */
export type Script = (lines: ScriptedLine[], index: number) => string | Response

export interface ScriptedOptions extends Partial<ChatTranslatorOptions> {
  /** Message with which the endpoint answers 400 to a body. */
  refuse?: (body: Record<string, unknown>) => string | undefined
}

/**
 * A translator with a model that answers as `script` says, without a socket. Requests for a summary
 * get none.
 */
export function startScripted(
  script: Script,
  { refuse = () => undefined, ...options }: ScriptedOptions = {},
) {
  const asked: ScriptedLine[][] = []
  const bodies: Record<string, unknown>[] = []
  const warnings: Warning[] = []
  const fetch = async (_url: unknown, init?: { body?: unknown }) => {
    const body = JSON.parse(String(init?.body))
    bodies.push(body)
    const refusal = refuse(body)
    if (refusal !== undefined) return Response.json({ error: { message: refusal } }, { status: 400 })
    const { lines } = JSON.parse(body.messages.at(-1).content) as { lines: ScriptedLine[] }
    if (body.messages[0].content.includes('"summary"')) return completion('none')
    asked.push(lines)
    const answer = script(lines, asked.length - 1)
    return typeof answer === 'string' ? completion(answer) : answer
  }
  const translator = createChatTranslator({
    baseUrl: 'http://model.test/v1',
    model: 'm1',
    retry: { limit: 1, minDelayMs: 1, maxDelayMs: 1 },
    fetch: fetch as typeof globalThis.fetch,
    ...options,
  })
  const translate = (texts: readonly string[], { from = 'en', to = 'es', budget = 1000 } = {}) =>
    translator.translate(
      texts.map((text) => ({ text, budget })),
      {
        from,
        to,
        signal: new AbortController().signal,
        onProgress: () => undefined,
        onWarning: (warning) => warnings.push(warning),
      },
    )
  return { translate, asked, bodies, warnings }
}

export function completion(content: string, finish_reason = 'stop'): Response {
  return Response.json({ choices: [{ index: 0, finish_reason, message: { role: 'assistant', content } }] })
}
