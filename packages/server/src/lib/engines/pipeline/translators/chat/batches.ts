import type { PromptLine } from './prompt.ts'

/** Splits lines into batches within both limits. A line over `maxChars` is its own batch. */
export function cutBatches(lines: PromptLine[], maxLines: number, maxChars: number): PromptLine[][] {
  const batches: PromptLine[][] = []
  let chars = Infinity
  for (const line of lines) {
    const last = batches.at(-1)
    if (!last || last.length >= maxLines || chars + line.text.length > maxChars) {
      batches.push([line])
      chars = line.text.length
    } else {
      last.push(line)
      chars += line.text.length
    }
  }
  return batches
}
