import { resultTime, type SlowScene } from 'video-translation-client/studio'

/**
 * `resultTime` as an expression of ffmpeg ("Expression Evaluation" of its manual). Its branches
 * halve the scenes, because it is evaluated for each packet.
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
