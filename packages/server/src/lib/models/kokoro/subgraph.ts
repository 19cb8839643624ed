import type { Node } from '../onnx/graph.ts'
import type { Tensor } from '../onnx/tensor.ts'
import type { FoundConvolution } from './find-convolution.ts'

/** A piece of a graph. */
export interface Subgraph {
  nodes: Node[]
  tensors: [name: string, tensor: Tensor][]
}

/** A convolution of a sound, from a named value to a named value. */
export interface Convolution extends Omit<FoundConvolution, 'last'> {
  path: string
  input: string
}

/** A new node with one output. */
export function node(
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly Uint8Array[] = [],
): Node {
  return { op, inputs, outputs: [output], attributes }
}
