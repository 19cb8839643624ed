/** A line to translate. */
export interface ChatLine {
  /** Its place in the transcript, from 0. */
  at: number
  text: string
  /** Characters that can be spoken in the line's time. */
  max?: number
  /** A translation that is too long. */
  translated?: string
}

/** Splits lines into batches within both limits. A line over `maxChars` is its own batch. */
export function cutBatches(lines: readonly ChatLine[], maxLines: number, maxChars: number): ChatLine[][] {
  const batches: ChatLine[][] = []
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

/** Two halves of a batch. */
export function halvesOf(lines: readonly ChatLine[]): ChatLine[][] {
  const middle = Math.ceil(lines.length / 2)
  return [lines.slice(0, middle), lines.slice(middle)].filter((half) => half.length > 0)
}
