/** A part of a recording, in seconds. */
export interface TimeSpan {
  start: number
  end: number
}

export function secondsIn({ start, end }: TimeSpan): number {
  return end - start
}
