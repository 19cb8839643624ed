/** A part of the source that is slowed in the result, with its picture and all its sound. */
export interface SlowScene {
  /** In seconds of the source. */
  start: number
  /** In seconds of the source. */
  end: number
  /** How many times as long it takes. More than 1. */
  factor: number
}

/**
 * When a moment of the source comes in the result, in seconds.
 * @param scenes in the order of time, without overlap
 */
export function resultTime(seconds: number, scenes: readonly SlowScene[]): number {
  return scenes.reduce((sum, { start, end, factor }) => {
    return sum + (factor - 1) * Math.max(0, Math.min(seconds, end) - start)
  }, seconds)
}

/**
 * The same as an expression of ffmpeg ("Expression Evaluation" of its manual). Its branches halve
 * the scenes, because it is evaluated for each packet.
 * @param time expression of a moment of the source, in seconds
 */
export function resultTimeExpression(time: string, scenes: readonly SlowScene[]): string {
  const pieces = scenes.flatMap(({ start, end, factor }) => [
    { from: start, factor },
    { from: end, factor: 1 },
  ])
  const linear = pieces.map(({ from, factor }) => ({
    from,
    term: `(${seconds(resultTime(from, scenes))}+(${time}-${seconds(from)})*${factor})`,
  }))
  return branches([{ from: -Infinity, term: time }, ...linear], time)
}

interface Piece {
  from: number
  term: string
}

function branches(pieces: readonly Piece[], time: string): string {
  const half = Math.ceil(pieces.length / 2)
  const [before, after] = [pieces.slice(0, half), pieces.slice(half)]
  const [next] = after
  if (!next) return before[0]?.term ?? time
  return `if(lt(${time},${seconds(next.from)}),${branches(before, time)},${branches(after, time)})`
}

function seconds(value: number): string {
  return value.toFixed(6)
}
