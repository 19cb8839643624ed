/** An owner in line. */
export interface Standing {
  /** Tasks that it gets each time its turn comes. */
  share: number
  /** Tasks that it has had since its turn began. */
  taken: number
  /** The most tasks that it may get now. */
  room: number
}

/**
 * Hands out `count` tasks by weighted round robin: each owner in line gets as many as its share,
 * one owner after the other, and then from the beginning again.
 * @param line the owners in the order of their turns; some may be in the middle of their turn
 * @returns the index of the owner that gets each task
 */
export function allot(line: readonly Standing[], count: number): number[] {
  const rooms = line.map(({ room }) => room)
  const order: number[] = []
  for (let round = 0; order.length < count && rooms.some((room) => room > 0); round++) {
    for (const [index, { share, taken }] of line.entries()) {
      // A share that was lowered below what its owner had taken begins a new turn.
      const left = round === 0 && taken < share ? share - taken : share
      const tasks = Math.max(0, Math.min(left, rooms[index] ?? 0, count - order.length))
      rooms[index] = (rooms[index] ?? 0) - tasks
      for (let task = 0; task < tasks; task++) order.push(index)
    }
  }
  return order
}
