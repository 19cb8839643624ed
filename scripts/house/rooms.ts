import { dirname, join } from 'node:path/posix'
import type { Source } from './sources.ts'

/**
 * Imports, re-exports and `import()` of a relative path. Types count: a reader follows them too.
 */
const IMPORT = /(?:\bfrom |\bimport\(|^import )'(\.[^']+)'/gm

/**
 * Circles between rooms, each as the arrows that form it. A room is a folder; a file directly in
 * `src` or `src/lib` is a room of its own. Without circles the rooms can be read in one order, from
 * the lowest up.
 */
export function roomCircles(sources: readonly Source[]): string[][] {
  const rooms = roomGraph(sources)
  return circles(rooms).map((circle) =>
    circle.flatMap((from) =>
      [...(rooms.get(from) ?? [])].filter((to) => circle.includes(to)).map((to) => `${from} -> ${to}`),
    ),
  )
}

function roomGraph(sources: readonly Source[]): Map<string, Set<string>> {
  const rooms = new Map<string, Set<string>>()
  for (const { path, text } of sources) {
    const from = roomOf(path)
    const targets = rooms.get(from) ?? new Set()
    rooms.set(from, targets)
    for (const [, specifier = ''] of text.matchAll(IMPORT)) {
      const to = roomOf(join(dirname(path), specifier))
      if (to !== from) targets.add(to)
    }
  }
  return rooms
}

function roomOf(path: string): string {
  const folder = dirname(path)
  return /\/src(\/lib)?$/.test(folder) ? path : folder
}

/**
 * Strongly connected components of more than one room: two rooms share one if each reaches the
 * other.
 */
function circles(graph: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const reached = new Map([...graph.keys()].map((room) => [room, reachableFrom(room, graph)]))
  const found: string[][] = []
  const grouped = new Set<string>()
  for (const [room, reach] of reached) {
    if (!reach.has(room) || grouped.has(room)) continue
    const circle = [...reach].filter((other) => reached.get(other)?.has(room))
    for (const other of circle) grouped.add(other)
    found.push(circle)
  }
  return found
}

function reachableFrom(start: string, graph: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const reached = new Set<string>()
  const open = [start]
  for (let room = open.pop(); room !== undefined; room = open.pop()) {
    for (const next of graph.get(room) ?? []) {
      if (reached.has(next)) continue
      reached.add(next)
      open.push(next)
    }
  }
  return reached
}
