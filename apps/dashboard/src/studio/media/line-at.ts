/** The line at a time, or the last one before it. */
export function lineAt<Line extends { id: string; start: number }>(
  lines: readonly Line[],
  seconds: number,
): string | undefined {
  return lines.findLast(({ start }) => start <= seconds + 0.01)?.id ?? lines[0]?.id
}

/** When the first line begins that begins later. The lines are in the order of time. */
export function startAfter(lines: readonly { start: number }[], seconds: number): number | undefined {
  let [low, high] = [0, lines.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((lines[middle]?.start ?? 0) > seconds) high = middle
    else low = middle + 1
  }
  return lines[low]?.start
}

/** The line that is spoken at a time. */
export function spokenAt<Line extends { id: string; start: number; end: number }>(
  lines: readonly Line[],
  seconds: number,
): Line | undefined {
  const last = lines.findLast(({ start }) => start <= seconds + 0.01)
  return last && seconds < last.end ? last : undefined
}
