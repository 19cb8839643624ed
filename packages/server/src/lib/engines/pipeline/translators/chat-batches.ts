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

/** Does all the work, so much at once; the first failure (or the signal) stops the rest and is thrown. */
export async function runSome<Item>(
  items: readonly Item[],
  concurrency: number,
  signal: AbortSignal,
  work: (item: Item, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const queue = items.values()
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])
  const runLane = async () => {
    for (const item of queue) {
      either.throwIfAborted()
      await work(item, either)
    }
  }
  const lanes = Array.from({ length: Math.min(concurrency, items.length) }, () => runLane())
  try {
    await Promise.all(lanes)
  } catch (error) {
    stop.abort(error)
    await Promise.allSettled(lanes)
    throw error
  }
}
