/** So many parts are drawn in one frame, so that keys and scrolling are answered between them. */
const AT_ONCE = 5

const waiting = new Set<() => void>()
let frame = 0

/** Runs `draw` in one of the next frames, after those that wait already. Returned: forgets it. */
export function takeTurn(draw: () => void): () => void {
  waiting.add(draw)
  frame ||= requestAnimationFrame(giveTurns)
  return () => void waiting.delete(draw)
}

function giveTurns(): void {
  for (const draw of [...waiting].slice(0, AT_ONCE)) {
    waiting.delete(draw)
    draw()
  }
  frame = waiting.size > 0 ? requestAnimationFrame(giveTurns) : 0
}
