/** The line at a time, or the last one before it. */
export function lineAt<Line extends { id: string; start: number }>(
  lines: readonly Line[],
  seconds: number,
): string | undefined {
  return lines.findLast(({ start }) => start <= seconds + 0.01)?.id ?? lines[0]?.id
}

/** The line that is spoken at a time. */
export function spokenAt<Line extends { id: string; start: number; end: number }>(
  lines: readonly Line[],
  seconds: number,
): Line | undefined {
  const last = lines.findLast(({ start }) => start <= seconds + 0.01)
  return last && seconds < last.end ? last : undefined
}
