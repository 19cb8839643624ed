import type { Graph, Node } from '../onnx/graph.ts'

/** Finds what stands around a value in a graph. */
export interface Around extends Omit<Graph, 'nodes'> {
  /** The node that computes a value, if it is this operation. */
  producer(name: string | undefined, op: string): Node | undefined
  /** The only node that takes a value, if it is this operation. */
  consumer(name: string | undefined, op: string): Node | undefined
}

export function lookAround({ nodes, ...constants }: Graph): Around {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)))
  const consumers = Map.groupBy(
    nodes.flatMap((node) => node.inputs.map((name) => ({ name, node }))),
    ({ name }) => name,
  )
  return {
    ...constants,
    producer: (name, op) => named(producers.get(name ?? ''), op),
    consumer(name, op) {
      const [first, second] = consumers.get(name ?? '') ?? []
      return second === undefined ? named(first?.node, op) : undefined
    },
  }
}

function named(node: Node | undefined, op: string): Node | undefined {
  return node?.op === op ? node : undefined
}

/** The input of a node with two inputs that is so, and the other one. */
export function split(node: Node | undefined, isSo: (name: string) => boolean): (string | undefined)[] {
  const [first = '', second = ''] = node?.inputs ?? []
  if (isSo(first)) return [first, second]
  return isSo(second) ? [second, first] : []
}
