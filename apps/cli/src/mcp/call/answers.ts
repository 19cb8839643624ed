import type { CallToolResult } from '@modelcontextprotocol/server'
import { reportOf } from '../../errors.ts'

/** A result as data, and as text for callers that read no data. */
export function answer(document: Record<string, unknown>): CallToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(document) }], structuredContent: document }
}

/** A refusal that the assistant can read, and act on. */
export function refusal(message: string): CallToolResult {
  return { isError: true, content: [{ type: 'text', text: message }] }
}

/** Answers with the result of the work, or with what failed and how to fix it. */
export async function answering<Result>(
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result | CallToolResult> {
  try {
    return await work()
  } catch (error) {
    if (signal.aborted) throw error
    const { code, message, fix } = reportOf(error)
    return refusal(`${code}: ${message}${fix ? `\n${fix}` : ''}`)
  }
}
