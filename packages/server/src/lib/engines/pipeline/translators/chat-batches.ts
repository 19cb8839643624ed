import type { AskedLine } from './chat-prompt.ts'

/** Cuts lines into batches of so many lines, and so many characters where a single line is not longer. */
export function cutBatches(lines: AskedLine[], maxLines: number, maxChars: number): AskedLine[][] {
  const batches: AskedLine[][] = []
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
